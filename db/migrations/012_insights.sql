-- What everybody of a role reached in a span, from an index alone. Runs before the code that needs it, or by hand:
--     psql "$DATABASE_URL" -f db/migrations/012_insights.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('012_insights');

create index standing_role on standing (scorer, judged_as, started_at) include (
    person_id, is_invented, discovery, product_knowledge, objection_handling, engagement);

commit;
