-- What Call Coach keeps. Runs before the code that needs it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/001_initial_schema.sql
-- For Postgres 15 to 18 and Neon: no ICU, no lz4, no pgcrypto, nothing newer than 15.
begin;

create table schema_migration (
    version text primary key, -- its uniqueness is the lock between two runners
    checksum text,
    applied_at timestamptz not null default now()
);
insert into schema_migration (version) values ('001_initial_schema');

create extension if not exists btree_gin; -- contrib: lets the word index hold transcript_id beside the words

------------------------------------------------------------------------------------------------
-- People and calls

create table team (
    id bigint generated always as identity primary key,
    name text not null unique
);

create table person (
    id bigint generated always as identity primary key,
    email text unique check (email = lower(email)),
    gong_user_id text unique,
    name text not null,
    title text,
    is_internal boolean not null,
    role text not null default 'unknown' check (role in ('ae', 'se', 'csm', 'support', 'unknown')),
    role_reason text not null default 'no job title is known',
    role_is_set boolean not null default false, -- said by a person: an import never overwrites it
    team_id bigint references team,
    manager_id bigint references person,
    active boolean not null default true,
    described_at timestamptz not null default '-infinity', -- when the call began that name, title and role come
                                                           -- from; infinity: they come from Gong's list of users
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (email is not null or gong_user_id is not null) -- else nobody could tell two of them apart
);
create index person_team on person (team_id);
create index person_manager on person (manager_id);

create table call (
    id bigint generated always as identity primary key,
    gong_id text not null unique,
    title text not null,
    url text,
    started_at timestamptz not null,
    duration_s integer not null check (duration_s >= 0),
    language text,
    direction text,
    purpose text,
    call_type text not null check (call_type in (
        'discovery', 'demo', 'technical_deep_dive', 'poc_kickoff', 'architecture_review', 'negotiation',
        'executive_presentation', 'check_in', 'support', 'other')),
    call_type_reason text not null,
    product text,
    account text,
    opportunity text,
    stage text,
    host text, -- Gong's id of the user it belongs to
    owner_id bigint references person, -- the same, once that user is known
    is_invented boolean not null default false,
    transcript_id bigint, -- the current version of its own
    imported_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index call_recent on call (started_at, id);
create index call_owner_recent on call (owner_id, started_at, id);
create index call_type_recent on call (call_type, started_at, id);
create index call_account_recent on call (account, started_at, id);
create index call_unowned on call (host) where owner_id is null;

create table participant (
    call_id bigint not null references call on delete cascade,
    speaker_id text not null, -- Gong's id of the voice, or of the party who said nothing
    position smallint not null, -- in Gong's order
    person_id bigint references person, -- null for somebody without e-mail and Gong user id
    name text not null,
    title text,
    side text not null check (side in ('us', 'customer', 'unknown')),
    label text, -- as in turn.label of the current transcript; null for somebody who said nothing
    role text not null check (role in ('ae', 'se', 'csm', 'support', 'unknown')), -- counts when there is no person
    role_reason text not null,
    primary key (call_id, speaker_id)
);
create index participant_person on participant (person_id, call_id);

create table transcript (
    id bigint generated always as identity primary key,
    call_id bigint not null references call on delete cascade,
    version integer not null check (version > 0),
    hash text not null check (length(hash) = 64), -- sha256 of the canonical turns
    created_at timestamptz not null default now(),
    unique (call_id, version),
    unique (call_id, hash),
    unique (id, call_id)
);
alter table call add constraint call_transcript_id_fkey
    foreign key (transcript_id, id) references transcript (id, call_id);

create table turn (
    transcript_id bigint not null references transcript on delete cascade,
    seq integer not null check (seq >= 0),
    speaker_id text not null,
    label text not null, -- R1, C1, U1: what the judge and a quote call the speaker
    start_ms integer not null check (start_ms >= 0),
    end_ms integer not null check (end_ms >= start_ms),
    body text not null,
    spans integer[] not null check (cardinality(spans) > 0 and cardinality(spans) % 3 = 0),
    -- start character, start ms, end ms of each sentence, one after the other
    primary key (transcript_id, seq)
);
create index turn_words on turn using gin (transcript_id, to_tsvector('english', body)) with (fastupdate = off);

create table metric (
    transcript_id bigint not null references transcript on delete cascade,
    speaker_id text not null, -- the rep it is about
    name text not null,
    value double precision not null, -- a metric without occasion has no row
    primary key (transcript_id, speaker_id, name)
);

------------------------------------------------------------------------------------------------
-- Standards

create table standard (
    hash text primary key check (length(hash) = 64),
    kind text not null check (kind in ('rubric', 'product')),
    name text not null,
    body jsonb not null
);

create table standard_load ( -- which version of a standard counted since when, and who loaded it
    id bigint generated always as identity primary key,
    hash text not null references standard,
    kind text not null,
    name text not null,
    loaded_at timestamptz not null default now(),
    loaded_by text not null
);
create index standard_load_latest on standard_load (kind, name, id);

------------------------------------------------------------------------------------------------
-- Judgements

create table answer ( -- one question to the judge: its fingerprint is everything that can change the answer
    fingerprint text primary key check (length(fingerprint) = 64),
    state text not null default 'running' check (state in ('running', 'done', 'failed')),
    claim uuid not null,
    lease_until timestamptz not null,
    attempts integer not null default 1,
    body jsonb,
    cost_usd numeric(12, 6) not null default 0,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    check (state <> 'done' or body is not null)
);

create table analysis ( -- one part of a scorecard: what one scorer said of one rep on one version of one call
    id bigint generated always as identity primary key,
    call_id bigint not null references call on delete cascade,
    transcript_id bigint not null,
    speaker_id text not null,
    person_id bigint references person,
    part text not null check (part in (
        'discovery', 'product_knowledge', 'objection_handling', 'engagement', 'narrative')),
    fingerprint text not null check (length(fingerprint) = 64), -- everything that can change the result
    generation integer not null default 1 check (generation > 0), -- more than one when somebody forced it
    scorer text not null, -- claude:<model>:<effort> or keyword:<lexicon>; averages never mix two of them
    role text not null,
    call_type text not null,
    rubric_hash text references standard,
    made_with jsonb not null, -- prompt, schema, model, effort, product facts, windows, verifier: by name
    score smallint check (score between 0 and 100),
    needs_review boolean not null default false,
    body jsonb not null,
    body_version smallint not null,
    cost_usd numeric(12, 6) not null default 0,
    created_at timestamptz not null default now(),
    unique (call_id, speaker_id, part, fingerprint, generation),
    unique (id, transcript_id),
    foreign key (transcript_id, call_id) references transcript (id, call_id) on delete cascade
);
create index analysis_transcript on analysis (transcript_id, speaker_id, part, id);
create index analysis_person on analysis (person_id, part, scorer, call_id, id);
create index analysis_score on analysis (part, score);

create table criterion_result (
    analysis_id bigint not null references analysis on delete cascade,
    criterion text not null,
    state text not null check (state in ('scored', 'unscored', 'not_applicable', 'observed')),
    level smallint check (level between 0 and 4),
    judged_level smallint check (judged_level between 0 and 4),
    sighting text check (sighting in ('seen', 'partly', 'not_seen', 'no_opportunity')),
    weight real,
    needs_review boolean not null default false,
    primary key (analysis_id, criterion),
    check ((state = 'scored') = (level is not null)),
    check ((state = 'observed') = (sighting is not null))
);
create index criterion_result_level on criterion_result (criterion, level);

-- In the four tables below the foreign key to `turn` makes an invented moment unstorable.

create table evidence (
    analysis_id bigint not null,
    position smallint not null,
    criterion text not null,
    transcript_id bigint not null,
    turn_seq integer not null,
    start_char integer not null check (start_char >= 0),
    end_char integer not null check (end_char > start_char),
    match text not null,
    primary key (analysis_id, position),
    foreign key (analysis_id, transcript_id) references analysis (id, transcript_id) on delete cascade,
    foreign key (transcript_id, turn_seq) references turn on delete cascade
);

create index evidence_turn on evidence (transcript_id, turn_seq);

create table objection (
    analysis_id bigint not null,
    position smallint not null,
    type text not null check (type in (
        'pricing', 'timing', 'technical_fit', 'competitor', 'security', 'authority', 'status_quo', 'other')),
    handling text not null check (handling in ('well', 'partly', 'not', 'unjudged')),
    transcript_id bigint not null,
    turn_seq integer not null,
    primary key (analysis_id, position),
    foreign key (analysis_id, transcript_id) references analysis (id, transcript_id) on delete cascade,
    foreign key (transcript_id, turn_seq) references turn on delete cascade
);
create index objection_turn on objection (transcript_id, turn_seq);
create index objection_type on objection (type, handling, analysis_id);

create table claim (
    analysis_id bigint not null,
    position smallint not null,
    verdict text not null check (verdict in ('correct', 'wrong', 'cannot_be_checked')),
    fact text,
    transcript_id bigint not null,
    turn_seq integer not null,
    primary key (analysis_id, position),
    check (verdict <> 'wrong' or fact is not null),
    foreign key (analysis_id, transcript_id) references analysis (id, transcript_id) on delete cascade,
    foreign key (transcript_id, turn_seq) references turn on delete cascade
);
create index claim_turn on claim (transcript_id, turn_seq);
create index claim_verdict on claim (verdict, analysis_id);

create table win (
    analysis_id bigint not null,
    win text not null check (win in ('business', 'technical', 'security', 'commercial', 'legal')),
    state text not null check (state in ('advanced', 'blocked')),
    note text not null,
    transcript_id bigint not null,
    turn_seq integer,
    primary key (analysis_id, win),
    foreign key (analysis_id, transcript_id) references analysis (id, transcript_id) on delete cascade,
    foreign key (transcript_id, turn_seq) references turn on delete cascade
);
create index win_turn on win (transcript_id, turn_seq);
create index win_state on win (win, state, analysis_id);

------------------------------------------------------------------------------------------------
-- What it cost

create table request ( -- the ledger: one row per request to the judge, written before it is sent
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    fingerprint text not null,
    purpose text not null, -- discovery, discovery:window 2, discovery:repair, narrative
    call_id bigint references call on delete set null,
    model text not null,
    effort text not null,
    outcome text not null default 'sent', -- then done, refused, truncated, or the error's name
    input_tokens integer not null default 0, -- only those neither written to nor read from the cache
    cache_write_tokens integer not null default 0,
    cache_read_tokens integer not null default 0,
    output_tokens integer not null default 0,
    thinking_tokens integer not null default 0, -- part of output_tokens
    price_version text not null,
    reserved_usd numeric(12, 6) not null, -- the most it can cost; counts until cost_usd is known
    cost_usd numeric(12, 6),
    duration_ms integer,
    provider_request_id text
);
create index request_at on request (at);
create index request_call on request (call_id);

create table lookup ( -- one row per question whether something had been judged before
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    hits integer not null,
    misses integer not null,
    saved_usd numeric(12, 6) not null -- what making the hits had cost
);
create index lookup_at on lookup (at);

commit;
