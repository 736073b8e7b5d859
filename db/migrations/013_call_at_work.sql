-- Who is judging which call just now, so that processes that share a week take different ones. Runs before the code that
-- needs it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/013_call_at_work.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('013_call_at_work');

create table call_at_work ( -- a call that somebody is at until the lease is over
    call_id bigint primary key references call (id) on delete cascade,
    claim uuid not null, -- of the process
    lease_until timestamptz not null
);
create index call_at_work_claim on call_at_work (claim);

commit;
