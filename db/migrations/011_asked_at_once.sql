-- The questions that are being asked just now are counted before each, where all processes share one limit. Runs before
-- the code that needs it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/011_asked_at_once.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('011_asked_at_once');

create index answer_running on answer (lease_until) where state = 'running';

commit;
