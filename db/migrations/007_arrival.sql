-- How calls arrive: what was delivered, and what is to be done about each call. Runs before the code that needs it,
-- and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/007_arrival.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('007_arrival');

create table inbox ( -- one row per call that is to be fetched and judged, however often it was announced
    id bigint generated always as identity primary key,
    source text not null, -- gong
    call_id text not null, -- the source's own id
    state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'skipped', 'failed')),
    rank smallint not null default 0, -- 0: delivered just now; 1: found by looking back, which can wait
    news integer not null default 1, -- how often there was something new to look at
    attempts integer not null default 0,
    crashes integer not null default 0, -- how often whoever worked on it vanished
    noted_at timestamptz not null default now(),
    waiting_since timestamptz not null default now(), -- since the last news
    not_before timestamptz not null default '-infinity',
    claim uuid,
    lease_until timestamptz,
    reason text, -- why it waits, was skipped or failed, in words for a person
    finished_at timestamptz,
    unique (source, call_id),
    check ((state = 'working') <= (claim is not null and lease_until is not null))
);
create index inbox_waiting on inbox (rank, not_before, id) where state = 'waiting';
create index inbox_working on inbox (lease_until) where state = 'working';

create table delivery ( -- what arrived, byte for byte; the same content again is the same row
    id bigint generated always as identity primary key,
    source text not null,
    call_id text not null,
    rule text not null, -- which webhook rule sent it
    is_test boolean not null, -- somebody pressed "Test now"
    sha256 bytea not null,
    body bytea not null,
    received_at timestamptz not null default now(),
    unique (source, call_id, sha256)
);
create index delivery_received on delivery (received_at);

create table rejected_delivery ( -- how often something arrived that was not accepted; never what it was
    day date not null, -- of UTC
    reason text not null,
    times bigint not null,
    primary key (day, reason)
);

commit;
