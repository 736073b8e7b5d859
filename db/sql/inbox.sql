-- Time is told by the database's clock, so that the clocks of two machines need not agree.

-- name: store_delivery
-- Keep what was delivered and see that its call is looked at. The same content again changes nothing, unless the
-- call was given up, or was done a while ago: its transcript, which is not in a delivery, may have changed.
with stored as (
    insert into delivery (source, call_id, rule, is_test, sha256, body)
    values (%(source)s::text, %(call_id)s::text, %(rule)s::text, %(is_test)s::boolean, %(sha256)s::bytea,
        %(body)s::bytea)
    on conflict (source, call_id, sha256) do nothing
    returning id
), noted as (
    insert into inbox as held (source, call_id)
    select %(source)s::text, %(call_id)s::text where not %(is_test)s::boolean
    on conflict (source, call_id) do update
    set rank = 0, news = held.news + 1, waiting_since = now(), not_before = '-infinity',
        state = case when held.state = 'working' then 'working' else 'waiting' end
    where exists (select from stored) or held.state in ('skipped', 'failed')
        or held.state = 'done' and held.finished_at < now() - %(look_again_after)s::interval
    returning held.id
)
select exists (select from noted) as is_noted;

-- name: note_calls
-- Calls that were found by looking back; those that are known stay as they are, unless they are to be looked at again.
insert into inbox as held (source, call_id, rank)
select %(source)s::text, call_id, 1 from unnest(%(call_ids)s::text[]) with ordinality as found (call_id, position)
order by position
on conflict (source, call_id) do update
set news = held.news + 1, waiting_since = now(), not_before = '-infinity', state = 'waiting'
where %(again)s::boolean and held.state in ('done', 'skipped', 'failed');

-- name: look_again
-- Calls that were done a while ago are looked at once more, after all others: their transcripts may have changed.
update inbox
set news = news + 1, waiting_since = now(), not_before = '-infinity', state = 'waiting', rank = 2
where source = %(source)s::text and call_id = any(%(call_ids)s::text[]) and state = 'done'
    and finished_at < now() - %(after)s::interval;

-- name: known_calls
-- Which of these calls are in the inbox already, or were taken in some other way.
select found.call_id, coalesce(inbox.state, 'stored') as state
from unnest(%(call_ids)s::text[]) as found (call_id)
left join inbox on inbox.source = %(source)s::text and inbox.call_id = found.call_id
where inbox.id is not null or exists (select from call where call.gong_id = found.call_id and not call.is_invented);

-- name: claim_calls
-- Take what waits, or whose worker has vanished, for the length of a lease; delivered calls before found ones.
update inbox as held
set state = 'working', claim = gen_random_uuid(), lease_until = clock_timestamp() + %(lease)s::interval,
    attempts = held.attempts + 1, crashes = held.crashes + (held.state = 'working')::integer
where id in (
    select id from inbox
    where state = 'waiting' and not_before <= now() or state = 'working' and lease_until < now()
    order by rank, not_before, id
    limit %(most)s::integer
    for update skip locked
)
returning id, source, call_id, claim, news, crashes,
    extract(epoch from now() - waiting_since)::double precision as waited_s;

-- name: keep_calls
-- Work goes on; those that are not in the result were lost.
update inbox set lease_until = clock_timestamp() + %(lease)s::interval
from unnest(%(claims)s::uuid[]) as mine (claim)
where inbox.claim = mine.claim and inbox.state = 'working'
returning inbox.id;

-- name: settle_call
-- It is done, skipped or failed, unless there is something new to look at; only for whoever still holds it.
update inbox
set state = case when news = %(news)s::integer then %(state)s::text else 'waiting' end, reason = %(reason)s::text,
    claim = null, lease_until = null, crashes = 0, finished_at = now()
where id = %(id)s::bigint and claim = %(claim)s::uuid and state = 'working';

-- name: put_off_calls
-- Look again later; at once where there is something new to look at.
update inbox
set state = 'waiting', reason = %(reason)s::text, claim = null, lease_until = null, crashes = 0,
    not_before = case when inbox.news = mine.news then now() + %(delay)s::interval else '-infinity' end
from unnest(%(claims)s::uuid[], %(news)s::integer[]) as mine (claim, news)
where inbox.claim = mine.claim and inbox.state = 'working';

-- name: count_inbox
-- How many calls are in each state, and when the next one is due; null where that is now, or never.
select state, count(*)::integer as calls,
    nullif(min(case state when 'waiting' then not_before when 'working' then lease_until end), '-infinity') as due_at
from inbox group by state order by state;

-- name: inbox_calls
-- The calls in some states, or one call, with the reasons; those of a state in the order in which they are taken.
-- `due_at` is null where a call may be taken now, or never.
select call_id, state, reason, case when due_at > clock_timestamp() then due_at end as due_at
from inbox
cross join lateral (select case state when 'waiting' then not_before when 'working' then lease_until end) as due (due_at)
where source = %(source)s::text and (state = any(%(states)s::text[]) or call_id = %(call_id)s::text)
order by array_position(%(states)s::text[], state), rank, not_before, id;

-- name: count_rejections
-- So many more that were not accepted.
insert into rejected_delivery as held (day, reason, times)
values ((now() at time zone 'UTC')::date, %(reason)s::text, %(times)s::integer)
on conflict (day, reason) do update set times = held.times + excluded.times;

-- name: rejections
-- What was not accepted in the last days.
select reason, sum(times)::bigint as times from rejected_delivery
where day > (now() at time zone 'UTC')::date - %(days)s::integer
group by reason order by times desc, reason;

-- name: forget_deliveries
-- Bodies are kept as long as somebody may want to know what arrived.
delete from delivery where received_at < now() - %(age)s::interval;
