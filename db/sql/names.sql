-- name: load_names
-- Everybody and every team of ours, whoever leads people that are in none, and those customers and products whose names
-- begin like one of these. Those of invented calls only as long as there are no real ones.
(select 'person' as kind, name, id, email from person where is_internal)
union all
(select 'team', name, null, null from team)
union all
(select distinct 'leader', leader.name, leader.id, leader.email
from person
join person as leader on leader.id = person.manager_id
where person.is_internal and person.team_id is null)
union all
(select distinct 'account', call.account, null::bigint, null
from unnest(%(beginnings)s::text[]) as wanted (beginning)
join call on lower(call.account) like wanted.beginning
where call.is_invented = (not exists (select from call as real where not real.is_invented))
limit %(most)s::integer)
union all
(select distinct 'product', call.product, null::bigint, null
from unnest(%(beginnings)s::text[]) as wanted (beginning)
join call on lower(call.product) like wanted.beginning
where call.is_invented = (not exists (select from call as real where not real.is_invented))
limit %(most)s::integer);
