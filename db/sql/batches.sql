-- name: look_up_answers
-- Which of these questions are answered, being asked alone just now, or in a batch (then `batched` is its outcome, or
-- empty as long as there is none).
select wanted.fingerprint, held.body::text, held.cost_usd,
    coalesce(held.state = 'running' and held.lease_until > clock_timestamp(), false) as is_busy,
    batched.fingerprint is not null as is_batched, batched.outcome as batched
from unnest(%(fingerprints)s::text[]) as wanted (fingerprint)
left join answer as held on held.fingerprint = wanted.fingerprint
left join batch_question as batched on batched.fingerprint = wanted.fingerprint;

-- name: enter_batch
-- Write down a batch that is about to be handed in, with a reservation for each question. A question that is answered
-- or in a batch already stays out; so does every call, from the first one on, with which the cap could be passed.
with wanted as (
    select wanted.*, min(place) over (partition by call_id) as call_place
    from unnest(%(fingerprints)s::text[], %(purposes)s::text[], %(shapes)s::text[], %(call_ids)s::bigint[],
        %(reserved_usd)s::numeric[])
        with ordinality as wanted (fingerprint, purpose, shape, call_id, reserved_usd, place)
    where not exists (select from batch_question as batched where batched.fingerprint = wanted.fingerprint)
        and not exists (select from answer where answer.fingerprint = wanted.fingerprint and answer.state = 'done')
),
summed as (
    select *, sum(reserved_usd) over (order by call_place) as up_to_here from wanted
),
fitting as (
    select * from summed
    where %(cap_usd)s::numeric is null
        or up_to_here + (
            select coalesce(sum(coalesce(cost_usd, reserved_usd)), 0) from request where at >= %(since)s::timestamptz
        ) <= %(cap_usd)s::numeric
),
written as (
    insert into batch (model, effort)
    select %(model)s::text, %(effort)s::text
    where exists (select from fitting)
    returning id
),
reserved as (
    insert into request (fingerprint, purpose, call_id, model, effort, price_version, reserved_usd)
    select fingerprint, purpose, call_id, %(model)s::text, %(effort)s::text, %(price_version)s::text, reserved_usd
    from fitting
    order by place
    returning id, fingerprint
)
insert into batch_question (fingerprint, batch_id, request_id, shape)
select fitting.fingerprint, written.id, reserved.id, fitting.shape
from fitting
join reserved on reserved.fingerprint = fitting.fingerprint
cross join written
returning batch_id, fingerprint;

-- name: batch_is_sent
-- It has been handed in, and this is what it is called there.
update batch set provider_id = %(provider_id)s::text where id = %(batch)s::bigint and provider_id is null;

-- name: forget_batch
-- It was never handed in: its questions are free again, and nothing was spent. One that was after all stays as it is.
with gone as (
    delete from batch where id = %(batch)s::bigint and provider_id is null returning id
),
freed as (
    delete from batch_question where batch_id in (select id from gone) returning request_id
)
delete from request where id in (select request_id from freed);

-- name: open_batches
-- Batches of which something is still expected, the oldest first.
select batch.id, batch.provider_id, batch.model, batch.effort, batch.written_at,
    clock_timestamp() - batch.written_at as age, count(*) as questions,
    coalesce(sum(request.reserved_usd) filter (where batch_question.outcome is null), 0) as reserved_usd
from batch
join batch_question on batch_question.batch_id = batch.id
join request on request.id = batch_question.request_id
where batch.closed_at is null
group by batch.id
order by batch.id;

-- name: known_batches
-- Which of these are ours.
select provider_id from batch where provider_id = any(%(provider_ids)s::text[]);

-- name: open_questions
-- The questions of a batch whose outcome is not known, and which answer each takes.
select fingerprint, shape from batch_question where batch_id = %(batch)s::bigint and outcome is null;

-- name: settle_batch_question
-- What became of one question, once: its answer is kept unless somebody who asked it alone was faster; paid it is anyway.
with settled as (
    update batch_question set outcome = %(outcome)s::text, reason = %(reason)s::text
    where batch_id = %(batch)s::bigint and fingerprint = %(fingerprint)s::text and outcome is null
    returning fingerprint, request_id
),
kept as (
    insert into answer as held (fingerprint, state, claim, lease_until, body, cost_usd, finished_at)
    select fingerprint, 'done', gen_random_uuid(), clock_timestamp(), %(body)s::jsonb, %(cost_usd)s::numeric,
        clock_timestamp()
    from settled
    where %(body)s::jsonb is not null
    on conflict (fingerprint) do update
    set state = 'done', claim = excluded.claim, body = excluded.body, cost_usd = excluded.cost_usd,
        finished_at = excluded.finished_at
    where held.state <> 'done'
    returning fingerprint
)
update request
set outcome = case when %(body)s::jsonb is null or exists (select from kept) then %(outcome)s::text else 'too_late' end,
    input_tokens = %(input_tokens)s::integer, cache_write_tokens = %(cache_write_tokens)s::integer,
    cache_read_tokens = %(cache_read_tokens)s::integer, output_tokens = %(output_tokens)s::integer,
    thinking_tokens = %(thinking_tokens)s::integer, cost_usd = %(cost_usd)s::numeric,
    provider_request_id = %(provider_request_id)s::text
from settled
where request.id = settled.request_id;

-- name: close_batch
-- Nothing more is expected of it; what became of a question that has no outcome nobody will learn.
with lost as (
    update batch_question set outcome = 'lost', reason = %(reason)s::text
    where batch_id = %(batch)s::bigint and outcome is null
    returning request_id
),
entered as (
    update request set outcome = 'lost' where id in (select request_id from lost)
)
update batch set closed_at = clock_timestamp() where id = %(batch)s::bigint and closed_at is null;

-- name: left_over
-- What these batches could not answer, and nobody else has answered since.
select request.call_id, request.purpose, batch_question.reason
from batch_question
join request on request.id = batch_question.request_id
left join answer on answer.fingerprint = batch_question.fingerprint and answer.state = 'done'
where batch_question.batch_id = any(%(batches)s::bigint[]) and batch_question.outcome <> 'done'
    and answer.fingerprint is null
order by request.call_id, request.id;
