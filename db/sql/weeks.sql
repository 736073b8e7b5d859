-- The calls of a week, and what they cost.

-- name: week_calls
-- Every call of a span, the oldest first; invented calls only as long as there are no real ones.
select id, gong_id, title, started_at, duration_s, is_invented
from call
where started_at >= %(since)s::timestamptz and started_at < %(until)s::timestamptz
    and is_invented = (not exists (select from call as real where not real.is_invented))
order by started_at, id;

-- name: invented_left_out
-- How many invented calls of a span do not count, because there are real ones.
select count(*)::integer as calls
from call
where started_at >= %(since)s::timestamptz and started_at < %(until)s::timestamptz
    and is_invented and exists (select from call as real where not real.is_invented);

-- name: spent_on_calls
-- What was paid for these calls so far, as far as that is known.
select coalesce(sum(cost_usd), 0) as dollars
from request
where call_id = any (%(call_ids)s::bigint[]);
