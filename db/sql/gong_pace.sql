-- Time is told by the database's clock, so that the clocks of two machines need not agree.

-- name: know_gong
-- The row of an address of Gong's API.
insert into gong_pace (api) values (%(api)s::text) on conflict (api) do nothing;

-- name: take_gong_turn
-- The next turn that is free, reserved in the same moment; or, when that is too far off, when it will be.
-- The subquery is one row: t is now; turns begin at slot_at, or on the next day when this one's are used up. None is
-- before the last one that was given, which may be of the next day: that would count the used-up day anew.
update gong_pace as pace
set (may_send, turn_at, recent, day, used) = (
    select may, case when may then begins else asked_at end,
        case when may then pace.recent[2:] || begins else pace.recent end,
        case when may then (begins at time zone 'UTC')::date else pace.day end,
        case when not may or pace.day = (begins at time zone 'UTC')::date then pace.used else 0 end + may::integer
    from (select clock_timestamp() as t) as clock
    cross join lateral (
        select greatest(t, pace.not_before) as open_at,
            greatest(t, pace.not_before, pace.recent[1] + %(second)s::interval, pace.recent[3]) as slot_at
    ) as slot
    cross join lateral (
        select pace.day = (slot_at at time zone 'UTC')::date and pace.used >= %(per_day)s::integer as is_full,
            (date_trunc('day', slot_at at time zone 'UTC') + interval '1 day') at time zone 'UTC' as next_day
    ) as budget
    cross join lateral (
        select case when is_full then next_day else open_at end as asked_at,
            case when is_full then next_day else slot_at end as begins
    ) as turn
    cross join lateral (select asked_at <= t + %(patience)s::interval as may) as verdict
)
where api = %(api)s::text
returning may_send, turn_at, extract(epoch from turn_at - clock_timestamp())::double precision as wait_s;

-- name: hold_gong
-- Gong asked for a pause.
update gong_pace set not_before = greatest(not_before, clock_timestamp() + %(pause)s::interval)
where api = %(api)s::text;
