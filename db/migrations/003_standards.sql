-- Roles said by hand, types of call that are decided once, wins among the standards, and what people say of judgements.
-- Runs before the code that needs it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/003_standards.sql
begin;

insert into schema_migration (version) values ('003_standards');

-- Both a roster and `coach person set` set a role (role_is_set); what was said by hand goes before the roster.
alter table person add column role_by_hand boolean not null default false;

-- Gong's fields are read at every import; what a transcript or a person decided is kept.
alter table call add column call_type_from text not null default 'fields'
    check (call_type_from in ('fields', 'transcript', 'person'));

alter table standard drop constraint standard_kind_check;
alter table standard add constraint standard_kind_check check (kind in ('rubric', 'product', 'wins'));

create table dispute ( -- what a person said of one judgement; never changed, never taken away
    id bigint generated always as identity primary key,
    analysis_id bigint not null,
    criterion text not null,
    judged_level smallint check (judged_level between 0 and 4), -- the judge's, which stays in analysis.body as well
    level smallint check (level between 0 and 4), -- what counts from now on; null: disputed, and nothing is changed
    reason text not null check (reason <> ''),
    said_by text not null,
    said_at timestamptz not null default now(),
    foreign key (analysis_id, criterion) references criterion_result on delete cascade
);
create index dispute_analysis on dispute (analysis_id, criterion);

commit;
