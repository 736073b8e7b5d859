-- Somebody is known by a Gong user id, by an e-mail, or by both, and every name, title and role is as old as
-- what it was read from: `described_at` is when that call began, or infinity for Gong's list of users. So the
-- newest description stays, in whatever order calls are imported, and what a person set stays in any case.
--
-- Two keys that were two people until now can turn out to be one person's. The row with the Gong user id stays:
-- first it takes over what was set on the other (absorb_people), then everything that points to the other, which
-- goes (merge_people). An e-mail that another Gong user had until now moves to its new owner (release_emails).
-- After these three every given person matches one row or none (update_people, insert_people).

-- name: lock_people
-- Whoever writes people or calls waits here for whoever does, until the end of their transaction.
select pg_advisory_xact_lock(hashtextextended('call coach: people and calls', 0));

-- name: absorb_people
-- Before two rows become one: what was set by hand on the row that goes.
with given as (
    select * from jsonb_to_recordset(%(people)s::jsonb) as given (email text, user_id text)
)
update person as keeper
set role = case when holder.role_is_set and not keeper.role_is_set then holder.role else keeper.role end,
    role_reason = case when holder.role_is_set and not keeper.role_is_set then holder.role_reason
        else keeper.role_reason end,
    role_by_hand = keeper.role_by_hand or (holder.role_by_hand and not keeper.role_is_set),
    role_is_set = keeper.role_is_set or holder.role_is_set,
    title = coalesce(keeper.title, holder.title),
    team_id = coalesce(keeper.team_id, holder.team_id),
    manager_id = case when holder.manager_is_set and not keeper.manager_is_set
        then coalesce(nullif(holder.manager_id, keeper.id), keeper.manager_id)
        else coalesce(keeper.manager_id, nullif(holder.manager_id, keeper.id)) end,
    manager_is_set = keeper.manager_is_set or holder.manager_is_set and holder.manager_id is distinct from keeper.id
from given
join person as holder on holder.email = given.email and holder.gong_user_id is null
where keeper.gong_user_id = given.user_id;

-- name: merge_people
-- Two rows become one: everything points to the row with the Gong user id, and the other goes.
with given as (
    select * from jsonb_to_recordset(%(people)s::jsonb) as given (email text, user_id text)
), pair as (
    select holder.id as old, keeper.id as new
    from given
    join person as keeper on keeper.gong_user_id = given.user_id
    join person as holder on holder.email = given.email and holder.gong_user_id is null
), on_calls as (
    update participant set person_id = pair.new from pair where participant.person_id = pair.old
), owned as (
    update call set owner_id = pair.new from pair where call.owner_id = pair.old
), judged as (
    update analysis set person_id = pair.new from pair where analysis.person_id = pair.old
), planned as (
    update weekly_action set person_id = pair.new
    from pair
    where weekly_action.person_id = pair.old
        and not exists (
            select from weekly_action as own where own.person_id = pair.new and own.week = weekly_action.week)
), managed as (
    update person set manager_id = pair.new
    from pair
    where person.manager_id = pair.old and person.id not in (select old from pair)
)
delete from person using pair where person.id = pair.old;

-- name: release_emails
-- An e-mail that is now somebody else's.
with given as (
    select * from jsonb_to_recordset(%(people)s::jsonb) as given (email text, user_id text, described_at timestamptz)
)
update person set email = null
from given
join person as keeper on keeper.gong_user_id = given.user_id
where person.email = given.email and person.id <> keeper.id
    and (keeper.email is null or given.described_at >= keeper.described_at);

-- name: update_people
-- Those who are known, where that changes anything.
with given as (
    select * from jsonb_to_recordset(%(people)s::jsonb) as given (
        email text, user_id text, name text, title text, is_internal boolean, role text, role_reason text,
        active boolean, described_at timestamptz)
), matched as (
    select distinct on (person.id)
        person.id, person.described_at <= given.described_at as newer, given.*,
        person.role_is_set or given.title is null and person.role <> 'unknown' as keeps_role
    from given
    join person on person.gong_user_id = given.user_id
        or person.email = given.email
            and not exists (select from person as known where known.gong_user_id = given.user_id)
    order by person.id, given.described_at desc
), wanted as (
    select matched.id,
        case when newer then coalesce(matched.email, person.email) else coalesce(person.email, matched.email) end
            as email,
        case when newer then coalesce(matched.user_id, person.gong_user_id)
            else coalesce(person.gong_user_id, matched.user_id) end as gong_user_id,
        case when newer then matched.name else person.name end as name,
        case when newer then coalesce(matched.title, person.title) else coalesce(person.title, matched.title) end
            as title,
        person.is_internal or matched.is_internal as is_internal,
        case when newer and not keeps_role then matched.role else person.role end as role,
        case when newer and not keeps_role then matched.role_reason else person.role_reason end as role_reason,
        coalesce(matched.active, person.active) as active,
        greatest(matched.described_at, person.described_at) as described_at
    from matched
    join person on person.id = matched.id
)
update person
set email = wanted.email, gong_user_id = wanted.gong_user_id, name = wanted.name, title = wanted.title,
    is_internal = wanted.is_internal, role = wanted.role, role_reason = wanted.role_reason,
    active = wanted.active, described_at = wanted.described_at, updated_at = now()
from wanted
where person.id = wanted.id
    and (person.email, person.gong_user_id, person.name, person.title, person.is_internal, person.role,
        person.role_reason, person.active, person.described_at)
    is distinct from (wanted.email, wanted.gong_user_id, wanted.name, wanted.title, wanted.is_internal, wanted.role,
        wanted.role_reason, wanted.active, wanted.described_at);

-- name: insert_people
-- Those who are new.
with given as (
    select * from jsonb_to_recordset(%(people)s::jsonb) as given (
        email text, user_id text, name text, title text, is_internal boolean, role text, role_reason text,
        active boolean, described_at timestamptz)
)
insert into person (
    email, gong_user_id, name, title, is_internal, role, role_reason, active, described_at)
select email, user_id, name, title, is_internal, role, role_reason, coalesce(active, true), described_at
from given
where not exists (select from person where person.gong_user_id = given.user_id or person.email = given.email);

-- name: link_managers
-- By Gong's user ids, when everybody is there; a manager who is not given, or not known, changes nothing, and one whom
-- a person or a roster named stays.
with given as (
    select * from jsonb_to_recordset(%(people)s::jsonb) as given (user_id text, manager text)
)
update person set manager_id = manager.id, updated_at = now()
from given
join person as manager on manager.gong_user_id = given.manager
where person.gong_user_id = given.user_id and person.id <> manager.id and not person.manager_is_set
    and person.manager_id is distinct from manager.id;

-- name: adopt_calls
-- Calls that were imported before the user they belong to was known.
update call set owner_id = person.id
from person
where call.owner_id is null and call.host = person.gong_user_id;

-- name: find_people
-- By e-mail, in lower case; or, with %(ours)s, everybody on our side.
select person.id, person.email, person.gong_user_id as user_id, person.name, person.title, person.is_internal, person.role,
    person.role_reason, person.role_is_set, person.role_by_hand, person.active, team.name as team,
    manager.name as manager, manager.email as manager_email, person.manager_is_set
from person
left join team on team.id = person.team_id
left join person as manager on manager.id = person.manager_id
where person.email = any (%(emails)s::text[]) or %(ours)s::boolean and person.is_internal
order by team.name nulls last, person.name, person.id;
