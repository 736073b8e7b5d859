-- How far scorers can be trusted, as measured on the golden set. Runs before the code that needs it, or by hand:
--     psql "$DATABASE_URL" -f db/migrations/002_trust.sql
begin;

insert into schema_migration (version) values ('002_trust');

create table evaluation ( -- one run of `coach eval`; golden calls themselves are files, never rows of `call`
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    scorer text not null,
    made_with jsonb not null,
    first_generation integer not null check (first_generation > 0),
    runs integer not null check (runs > 0),
    calls jsonb not null, -- the name of each golden call with the fingerprint of what was asked of it
    report jsonb not null
);
create index evaluation_scorer on evaluation (scorer, id);

create table noise ( -- how much a dimension's score moves when the same question is asked again
    evaluation_id bigint not null references evaluation on delete cascade,
    dimension text not null check (dimension in (
        'discovery', 'product_knowledge', 'objection_handling', 'engagement')),
    spread real not null check (spread >= 0), -- standard deviation in points
    degrees integer not null check (degrees > 0), -- independent repeats that it was measured from
    primary key (evaluation_id, dimension)
);

commit;
