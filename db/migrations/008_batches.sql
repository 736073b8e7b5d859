-- Batches: questions that were handed in to be answered within a day at half the price. Runs before the code that
-- needs it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/008_batches.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('008_batches');

create table batch (
    id bigint generated always as identity primary key,
    provider_id text unique, -- null: it is being handed in, or whoever did that died before the answer came
    model text not null,
    effort text not null,
    written_at timestamptz not null default clock_timestamp(), -- before it is handed in
    closed_at timestamptz -- since when nothing more is expected of it
);
create index batch_open on batch (id) where closed_at is null;

create table batch_question ( -- a question goes into one batch at most: what that cannot answer is asked alone
    fingerprint text primary key check (length(fingerprint) = 64),
    batch_id bigint not null references batch,
    request_id bigint not null references request, -- its row in the ledger, which says for which call and what for
    shape text not null, -- which answer it takes
    outcome text, -- as in the ledger; null: not known yet
    reason text -- why there is no answer, in words for a person
);
create index batch_question_batch on batch_question (batch_id);
create index batch_question_request on batch_question (request_id);

commit;
