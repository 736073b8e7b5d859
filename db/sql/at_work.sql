-- Leases are measured by the database's clock, so that the clocks of two machines need not agree.

-- name: take_call
-- The first of these calls that nobody is at. None as well where somebody else was faster by a moment.
insert into call_at_work (call_id, claim, lease_until)
select wanted.call_id, %(claim)s::uuid, clock_timestamp() + %(lease)s::interval
from unnest(%(call_ids)s::bigint[]) with ordinality as wanted (call_id, position)
where not exists (
    select from call_at_work where call_at_work.call_id = wanted.call_id and lease_until >= clock_timestamp())
order by wanted.position
limit 1
on conflict (call_id) do update set claim = excluded.claim, lease_until = excluded.lease_until
where call_at_work.lease_until < clock_timestamp()
returning call_id;

-- name: keep_calls_at_work
-- Work goes on.
update call_at_work set lease_until = clock_timestamp() + %(lease)s::interval where claim = %(claim)s::uuid;

-- name: give_back_call
-- It is free again.
delete from call_at_work where call_id = %(call_id)s::bigint and claim = %(claim)s::uuid;

-- name: give_back_calls
-- All that this process was at are free again.
delete from call_at_work where claim = %(claim)s::uuid;
