-- Leases are measured by the database's clock, so that the clocks of two machines need not agree.

-- name: lock_asking
-- Whoever may be one too many waits here for whoever is counting, until the end of their transaction.
select pg_advisory_xact_lock(hashtextextended('call coach: asking', 0));

-- name: claim_answer
-- Take a question that nobody works on; else the answer, if there is one; else neither, as somebody is at it, or so
-- many others are being asked that this has to wait.
with taken as (
    insert into answer as held (fingerprint, claim, lease_until)
    select %(fingerprint)s::text, gen_random_uuid(), clock_timestamp() + %(lease)s::interval
    where %(at_once)s::integer is null or %(at_once)s::integer > (
        select count(*) from answer where state = 'running' and lease_until > clock_timestamp()
    )
    on conflict (fingerprint) do update
    set state = 'running', claim = excluded.claim, lease_until = excluded.lease_until, attempts = held.attempts + 1
    where held.state = 'failed' or held.state = 'running' and held.lease_until < clock_timestamp()
    returning claim
)
select taken.claim, done.body::text, done.cost_usd
from (values (true)) as one
left join taken on true
left join answer as done on done.fingerprint = %(fingerprint)s::text and done.state = 'done';

-- name: renew_claims
-- Work goes on; those that are not in the result were lost.
update answer set lease_until = clock_timestamp() + %(lease)s::interval
from unnest(%(fingerprints)s::text[], %(claims)s::uuid[]) as mine (fingerprint, claim)
where answer.fingerprint = mine.fingerprint and answer.claim = mine.claim and answer.state = 'running'
returning answer.fingerprint;

-- name: finish_answer
-- Keep an answer. One that is there stays; but an answer that comes after its lease, before that of whoever took
-- over, is paid for and as good as theirs, so it is kept and theirs will find it.
insert into answer as held (fingerprint, state, claim, lease_until, body, cost_usd, finished_at)
values (%(fingerprint)s::text, 'done', %(claim)s::uuid, clock_timestamp(), %(body)s::jsonb, %(cost_usd)s::numeric,
    clock_timestamp())
on conflict (fingerprint) do update
set state = 'done', claim = excluded.claim, body = excluded.body, cost_usd = excluded.cost_usd,
    finished_at = excluded.finished_at
where held.state <> 'done';

-- name: release_answer
-- Give a question back unanswered.
update answer set state = 'failed'
where fingerprint = %(fingerprint)s::text and claim = %(claim)s::uuid and state = 'running';
