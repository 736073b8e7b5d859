-- A manager whom a person or a roster named stays, whatever Gong's list of users says. Runs before the code that needs
-- it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/019_manager_is_set.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('019_manager_is_set');

alter table person add column manager_is_set boolean not null default false;
comment on column person.manager_is_set is 'said by a person or a roster; what was said before 019 is to be said again';

commit;
