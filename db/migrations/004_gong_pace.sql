-- How fast all processes together ask Gong. Runs before the code that needs it.
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('004_gong_pace');

create table gong_pace ( -- one row per address of Gong's API: its limits are the whole company's
    api text primary key,
    recent timestamptz[] not null default array_fill('-infinity'::timestamptz, array[3]), -- the last turns, in order
    day date not null default '-infinity', -- of UTC, to which `used` belongs
    used integer not null default 0,
    not_before timestamptz not null default '-infinity', -- Gong asked for a pause
    may_send boolean not null default false, -- what whoever asked last was told, and for when
    turn_at timestamptz
);

commit;
