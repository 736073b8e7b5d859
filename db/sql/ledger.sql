-- name: lock_spending
-- Whoever reserves money under a cap waits here for whoever does, until the end of their transaction.
select pg_advisory_xact_lock(hashtextextended('call coach: spending', 0));

-- name: reserve_request
-- A request that is about to be sent, unless all that was spent or may yet be spent would pass the cap.
insert into request (fingerprint, purpose, call_id, model, effort, price_version, reserved_usd)
select %(fingerprint)s::text, %(purpose)s::text, %(call_id)s::bigint, %(model)s::text, %(effort)s::text,
    %(price_version)s::text, %(reserved_usd)s::numeric
where %(cap_usd)s::numeric is null
    or %(reserved_usd)s::numeric + (
        select coalesce(sum(coalesce(cost_usd, reserved_usd)), 0) from request where at >= %(since)s::timestamptz
    ) <= %(cap_usd)s::numeric
returning id;

-- name: settle_request
-- What came of it.
update request
set outcome = %(outcome)s::text, input_tokens = %(input_tokens)s::integer,
    cache_write_tokens = %(cache_write_tokens)s::integer, cache_read_tokens = %(cache_read_tokens)s::integer,
    output_tokens = %(output_tokens)s::integer, thinking_tokens = %(thinking_tokens)s::integer,
    cost_usd = %(cost_usd)s::numeric, duration_ms = %(duration_ms)s::integer,
    provider_request_id = %(provider_request_id)s::text
where id = %(id)s::bigint;

-- name: spending
-- Sums over a time: one row for everything, one for each purpose (without the number of a window), one for each model.
select purpose, model, count(*) as requests, coalesce(sum(cost_usd), 0) as cost_usd,
    coalesce(sum(reserved_usd) filter (where cost_usd is null), 0) as reserved_usd,
    coalesce(sum(input_tokens), 0)::bigint as input_tokens,
    coalesce(sum(cache_write_tokens), 0)::bigint as cache_write_tokens,
    coalesce(sum(cache_read_tokens), 0)::bigint as cache_read_tokens,
    coalesce(sum(output_tokens), 0)::bigint as output_tokens,
    coalesce(sum(thinking_tokens), 0)::bigint as thinking_tokens
from (
    select regexp_replace(purpose, '\s*\d+$', '') as purpose, model, cost_usd, reserved_usd, input_tokens,
        cache_write_tokens, cache_read_tokens, output_tokens, thinking_tokens
    from request
    where at >= %(since)s::timestamptz and at < %(until)s::timestamptz
) as request
group by grouping sets ((), (purpose), (model))
order by purpose, model;

-- name: lookups
-- How much of what was asked for was there already.
select coalesce(sum(hits), 0)::bigint as hits, coalesce(sum(misses), 0)::bigint as misses,
    coalesce(sum(saved_usd), 0) as saved_usd
from lookup
where at >= %(since)s::timestamptz and at < %(until)s::timestamptz;
