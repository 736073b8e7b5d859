-- name: lock_standards
-- Two loaders go one after the other.
select pg_advisory_xact_lock(hashtextextended('call coach: standards', 0));

-- name: insert_standards
-- The words themselves, once.
insert into standard (hash, kind, name, body)
select hash, kind, name, body
from jsonb_to_recordset(%(standards)s::jsonb) as given (hash text, kind text, name text, body jsonb)
on conflict (hash) do nothing;

-- name: load_standards
-- From now on these count; those that counted already are not in the result.
insert into standard_load (hash, kind, name, loaded_by)
select given.hash, given.kind, given.name, %(loaded_by)s::text
from jsonb_to_recordset(%(standards)s::jsonb) as given (hash text, kind text, name text)
where given.hash is distinct from (
    select standard_load.hash from standard_load
    where standard_load.kind = given.kind and standard_load.name = given.name
    order by standard_load.id desc
    limit 1)
returning kind, name;

-- name: standard_history
-- Which version of a standard counted since when, newest first.
select standard_load.hash, standard_load.loaded_at, standard_load.loaded_by,
    standard.body::text
from standard_load
join standard on standard.hash = standard_load.hash
where standard_load.kind = %(kind)s::text and standard_load.name = %(name)s::text
order by standard_load.id desc;
