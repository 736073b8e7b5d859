-- Over many calls, from `standing`: the newest result of each part, on the current transcript, by one scorer.
-- Invented calls count only as long as there are no real ones. Lines between `-- if name` and `-- end` are sent only
-- when that filter is used (see db/optional.py).

-- name: insight_scorers
-- On how many calls of a span these people spoke, and on how many of them each scorer judged them; null: nobody did.
select standing.scorer, count(distinct standing.call_id)::integer as calls, max(standing.started_at) as last_call_at,
    grouping(standing.scorer) = 1 as is_total
from standing
-- if product
join call on call.id = standing.call_id
-- end
where standing.person_id = any(%(people)s::bigint[])
    and standing.started_at >= %(since)s::timestamptz and standing.started_at < %(until)s::timestamptz
    and standing.is_invented = (not exists (select from call as real where not real.is_invented))
    -- if call_type
    and standing.call_type = %(call_type)s::text
    -- end
    -- if product
    and position(lower(%(product)s::text) in lower(call.product)) > 0
    -- end
group by grouping sets ((standing.scorer), ());

-- name: insight_last_call
-- When one of these people last spoke on a call at all.
select standing.started_at as at
from standing
where standing.person_id = any(%(people)s::bigint[])
    and standing.is_invented = (not exists (select from call as real where not real.is_invented))
order by standing.started_at desc
limit 1;

-- name: insight_tallies
-- The scores of each person's parts (criterion null) and the levels of their criteria: how many, their sum and the sum
-- of their squares, for each step of the calendar that calls fall into. What is before `since` is one step, null.
with one as materialized (
    select standing.person_id, wanted.parts, wanted.analyses, standing.discovery, standing.product_knowledge,
        standing.objection_handling, standing.engagement,
        case when standing.started_at >= %(since)s::timestamptz
            then date_trunc(%(step)s::text, standing.started_at at time zone %(zone)s::text)::date end as first
    from standing
    cross join lateral (
        select array_agg(given.part) as parts, array_agg(given.analysis_id) as analyses
        from unnest(standing.parts, standing.analyses) as given (part, analysis_id)
        where given.part = any(%(parts)s::text[])
    ) as wanted
    -- if product
    join call on call.id = standing.call_id
    -- end
    where standing.person_id = any(%(people)s::bigint[]) and standing.scorer = %(scorer)s::text
        and standing.started_at >= %(earliest)s::timestamptz and standing.started_at < %(until)s::timestamptz
        and standing.is_invented = (not exists (select from call as real where not real.is_invented))
        -- if role
        and standing.judged_as = %(role)s::text
        -- end
        -- if call_type
        and standing.call_type = %(call_type)s::text
        -- end
        -- if product
        and position(lower(%(product)s::text) in lower(call.product)) > 0
        -- end
), step as materialized ( -- apart, so that it is hashed and not sorted
    select one.person_id, scored.part, null::text as criterion, one.first, count(scored.score)::integer as n,
        coalesce(sum(scored.score), 0)::integer as total,
        coalesce(sum(scored.score * scored.score), 0)::integer as squares, count(*)::integer as results, 0 as low,
        0 as seen, 0 as looked
    from one
    cross join lateral (values
        ('discovery', one.discovery::integer), ('product_knowledge', one.product_knowledge),
        ('objection_handling', one.objection_handling), ('engagement', one.engagement)) as scored (part, score)
    where scored.part = any(one.parts)
    group by one.person_id, scored.part, one.first
    union all
    select one.person_id, one.parts[array_position(one.analyses, found.analysis_id)] as part, found.criterion,
        one.first, count(found.level)::integer, coalesce(sum(found.level), 0)::integer,
        coalesce(sum(found.level * found.level), 0)::integer, count(*)::integer,
        (count(*) filter (where found.level <= 1))::integer, (count(*) filter (where found.sighting = 'seen'))::integer,
        (count(*) filter (where found.sighting <> 'no_opportunity'))::integer
    from one
    join criterion_result as found on found.analysis_id = any(one.analyses)
    where found.level is not null or found.sighting is not null
    group by one.person_id, part, found.criterion, one.first
)
select step.person_id, step.part, step.criterion, array_agg(step.first) as firsts, array_agg(step.n) as n,
    array_agg(step.total) as total, array_agg(step.squares) as squares, array_agg(step.results) as results,
    array_agg(step.low) as low, array_agg(step.seen) as seen, array_agg(step.looked) as looked
from step
group by step.person_id, step.part, step.criterion;

-- name: insight_peers
-- What everybody who was judged as of this role reached: by person, how many scores there are of each dimension (in
-- their order), their sum and the sum of their squares.
select standing.person_id, count(*)::integer as calls,
    array[count(standing.discovery), count(standing.product_knowledge), count(standing.objection_handling),
        count(standing.engagement)]::integer[] as counts,
    array[coalesce(sum(standing.discovery), 0), coalesce(sum(standing.product_knowledge), 0),
        coalesce(sum(standing.objection_handling), 0), coalesce(sum(standing.engagement), 0)]::integer[] as totals,
    array[coalesce(sum(standing.discovery::integer ^ 2), 0), coalesce(sum(standing.product_knowledge::integer ^ 2), 0),
        coalesce(sum(standing.objection_handling::integer ^ 2), 0),
        coalesce(sum(standing.engagement::integer ^ 2), 0)]::integer[] as squares
from standing
-- if product
join call on call.id = standing.call_id
-- end
where standing.judged_as = %(role)s::text and standing.scorer = %(scorer)s::text and standing.person_id is not null
    and standing.started_at >= %(since)s::timestamptz and standing.started_at < %(until)s::timestamptz
    and standing.is_invented = (not exists (select from call as real where not real.is_invented))
    -- if call_type
    and standing.call_type = %(call_type)s::text
    -- end
    -- if product
    and position(lower(%(product)s::text) in lower(call.product)) > 0
    -- end
group by standing.person_id;

-- name: insight_narratives
-- What this person was told to do next, the newest call first.
select latest.call_id, latest.started_at, analysis.body::text as body, analysis.body_version
from (
    select standing.call_id, standing.started_at,
        standing.analyses[array_position(standing.parts, 'narrative')] as analysis_id
    from standing
    where standing.person_id = %(person)s::bigint and standing.scorer = %(scorer)s::text
        and standing.started_at < %(until)s::timestamptz and 'narrative' = any(standing.parts)
        and standing.is_invented = (not exists (select from call as real where not real.is_invented))
    order by standing.started_at desc, standing.call_id desc
    limit %(limit)s::integer
) as latest
join analysis on analysis.id = latest.analysis_id
order by latest.started_at desc, latest.call_id desc;

-- name: insight_levels
-- The levels of these criteria on each call of this person, the oldest call first.
select standing.call_id, standing.started_at, found.criterion, found.level
from standing
join criterion_result as found on found.analysis_id = any(standing.analyses)
    and found.criterion = any(%(criteria)s::text[]) and found.level is not null
where standing.person_id = %(person)s::bigint and standing.scorer = %(scorer)s::text
    and standing.started_at >= %(since)s::timestamptz and standing.started_at < %(until)s::timestamptz
    and standing.is_invented = (not exists (select from call as real where not real.is_invented))
order by standing.started_at, standing.call_id, found.criterion;

-- name: insight_moments
-- Where a criterion shows on calls of these people, the lowest level first, then the newest call.
select few.call_id, call.title, call.url, call.started_at, call.is_invented, few.transcript_id, few.level, few.turn
from (
    select standing.call_id, standing.transcript_id, standing.started_at, found.level, shown.turn_seq as turn
    from standing
    -- if product
    join call on call.id = standing.call_id
    -- end
    join criterion_result as found on found.criterion = %(criterion)s::text and found.level is not null
        and found.analysis_id = standing.analyses[array_position(standing.parts, %(part)s::text)]
    join lateral (
        select evidence.turn_seq from evidence
        where evidence.analysis_id = found.analysis_id and evidence.criterion = found.criterion
        order by evidence.position
        limit 1
    ) as shown on true
    where standing.person_id = any(%(people)s::bigint[]) and standing.scorer = %(scorer)s::text
        and standing.started_at >= %(since)s::timestamptz and standing.started_at < %(until)s::timestamptz
        and standing.is_invented = (not exists (select from call as real where not real.is_invented))
        -- if call_type
        and standing.call_type = %(call_type)s::text
        -- end
        -- if product
        and position(lower(%(product)s::text) in lower(call.product)) > 0
        -- end
    order by found.level, standing.started_at desc, standing.call_id desc
    limit %(limit)s::integer
) as few
join call on call.id = few.call_id
order by few.level, few.started_at desc, few.call_id desc;

-- name: insight_examples
-- A few calls on which others of this role show a criterion at this level, the newest first, with the first moment of it.
select few.call_id, call.title, call.url, call.started_at, call.is_invented, few.transcript_id,
    %(level)s::smallint as level, few.turn
from (
    select standing.call_id, standing.transcript_id, standing.started_at, shown.turn_seq as turn
    from standing
    -- if product
    join call on call.id = standing.call_id
    -- end
    join lateral (
        select evidence.turn_seq from evidence
        where evidence.analysis_id = standing.analyses[array_position(standing.parts, %(part)s::text)]
            and evidence.criterion = %(criterion)s::text
        order by evidence.position
        limit 1
    ) as shown on true
    where standing.is_first and standing.judged_as = %(role)s::text and standing.scorer = %(scorer)s::text
        and standing.person_id <> all (%(people)s::bigint[])
        and standing.findings @> array[%(criterion)s::text || ':' || %(level)s::text]
        and standing.started_at >= %(since)s::timestamptz and standing.started_at < %(until)s::timestamptz
        and standing.is_invented = (not exists (select from call as real where not real.is_invented))
        -- if call_type
        and standing.call_type = %(call_type)s::text
        -- end
        -- if product
        and position(lower(%(product)s::text) in lower(call.product)) > 0
        -- end
    order by standing.started_at desc, standing.call_id desc
    limit %(limit)s::integer
) as few
join call on call.id = few.call_id
order by few.started_at desc, few.call_id desc;
