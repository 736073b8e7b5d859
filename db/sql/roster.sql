-- What people say about people. Roles, teams and managers go before anything that is read from Gong; names stay until
-- Gong says others. An empty value changes nothing, an empty text takes a team away, or a manager until Gong names one.

-- name: insert_teams
-- Teams that are named for the first time, whatever capitals they are written in.
insert into team (name)
select min(given.team)
from jsonb_to_recordset(%(people)s::jsonb) as given (team text)
where given.team <> '' and not exists (select from team where lower(team.name) = lower(given.team))
group by lower(given.team);

-- name: insert_listed
-- Those who were on no call and in no list so far.
insert into person (email, name, is_internal)
select given.email, coalesce(given.name, split_part(given.email, '@', 1)), true
from jsonb_to_recordset(%(people)s::jsonb) as given (email text, name text)
where not exists (select from person where person.email = given.email);

-- name: set_listed
-- Names, roles, teams and managers, where that changes anything; a role that was said by hand gives way to a hand only.
with given as (
    select * from jsonb_to_recordset(%(people)s::jsonb) as given (
        email text, name text, role text, role_reason text, team text, manager text, by_hand boolean)
), wanted as (
    select person.id, coalesce(given.name, person.name) as name,
        case when sets then given.role else person.role end as role,
        case when sets then given.role_reason else person.role_reason end as role_reason,
        person.role_is_set or sets as role_is_set,
        person.role_by_hand or sets and given.by_hand as role_by_hand,
        case when given.team = '' then null else coalesce(team.id, person.team_id) end as team_id,
        case when given.manager = '' then null else coalesce(manager.id, person.manager_id) end as manager_id,
        case when given.manager = '' then false else manager.id is not null or person.manager_is_set end
            as manager_is_set
    from given
    join person on person.email = given.email
    cross join lateral (select given.role is not null and (given.by_hand or not person.role_by_hand)) as may (sets)
    left join team on lower(team.name) = lower(given.team)
    left join person as manager on manager.email = given.manager and manager.id <> person.id
)
update person
set name = wanted.name, role = wanted.role, role_reason = wanted.role_reason, role_is_set = wanted.role_is_set,
    role_by_hand = wanted.role_by_hand, team_id = wanted.team_id, manager_id = wanted.manager_id,
    manager_is_set = wanted.manager_is_set, is_internal = true, updated_at = now()
from wanted
where person.id = wanted.id
    and (person.name, person.role, person.role_reason, person.role_is_set, person.role_by_hand, person.team_id,
        person.manager_id, person.manager_is_set, person.is_internal)
    is distinct from (wanted.name, wanted.role, wanted.role_reason, wanted.role_is_set, wanted.role_by_hand,
        wanted.team_id, wanted.manager_id, wanted.manager_is_set, true);
