-- Only the newest result of each call and part counts, on the current transcript, by one scorer.
-- Invented calls count only as long as there are no real ones.

-- name: rep_scorer
-- Who judged this person's calls in a span: whoever judged most recently; a judge goes before a keyword reading.
select analysis.scorer
from analysis
join call on call.transcript_id = analysis.transcript_id
where analysis.person_id = %(person)s::bigint and analysis.part <> 'narrative'
    and call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
    and call.is_invented = (not exists (select from call as real where not real.is_invented))
order by starts_with(analysis.scorer, 'keyword:'), analysis.id desc
limit 1;

-- name: rep_criteria
-- Every criterion of this person's calls from `since` on, the oldest call first, with the first moment that shows it.
select call.id as call_id, call.title, call.url, call.started_at, call.is_invented, newest.transcript_id, newest.part,
    newest.score, criterion_result.criterion, criterion_result.level, criterion_result.sighting, shown.turn_seq as turn
from (
    select distinct on (analysis.call_id, analysis.part) analysis.id, analysis.call_id, analysis.transcript_id,
        analysis.part, analysis.score
    from analysis
    join call on call.transcript_id = analysis.transcript_id
    where analysis.person_id = %(person)s::bigint and analysis.scorer = %(scorer)s::text
        and analysis.part <> 'narrative'
        and call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
        and call.is_invented = (not exists (select from call as real where not real.is_invented))
        -- if call_type
        and call.call_type = %(call_type)s::text
        -- end
        -- if product
        and position(lower(%(product)s::text) in lower(call.product)) > 0
        -- end
    order by analysis.call_id, analysis.part, analysis.id desc
) as newest
join call on call.id = newest.call_id
left join criterion_result on criterion_result.analysis_id = newest.id
left join lateral (
    select evidence.turn_seq from evidence
    where evidence.analysis_id = newest.id and evidence.criterion = criterion_result.criterion
    order by evidence.position
    limit 1
) as shown on true
order by call.started_at, call.id, newest.part, criterion_result.criterion;

-- name: rep_narratives
-- What this person was told to do next, the newest call first.
select distinct on (call.started_at, call.id) call.id as call_id, call.started_at, analysis.body::text as body,
    analysis.body_version
from analysis
join call on call.transcript_id = analysis.transcript_id
where analysis.person_id = %(person)s::bigint and analysis.scorer = %(scorer)s::text and analysis.part = 'narrative'
    and call.started_at < %(until)s::timestamptz
    and call.is_invented = (not exists (select from call as real where not real.is_invented))
order by call.started_at desc, call.id desc, analysis.id desc
limit %(limit)s::integer;

-- name: role_means
-- What others of the same role reached in the span, each of them counted once.
select means.part, count(*) as people, avg(means.mean)::float8 as mean
from (
    select newest.person_id, newest.part, avg(newest.score) as mean
    from (
        select distinct on (analysis.call_id, analysis.speaker_id, analysis.part) analysis.person_id, analysis.part,
            analysis.score
        from analysis
        join call on call.transcript_id = analysis.transcript_id
        join person on person.id = analysis.person_id
        where person.role = %(role)s::text and analysis.person_id <> %(person)s::bigint
            and analysis.scorer = %(scorer)s::text and analysis.part <> 'narrative'
            and call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
            and call.is_invented = (not exists (select from call as real where not real.is_invented))
        order by analysis.call_id, analysis.speaker_id, analysis.part, analysis.id desc
    ) as newest
    where newest.score is not null
    group by newest.person_id, newest.part
) as means
group by means.part;

-- name: rep_calls
-- How many calls this person spoke on in a span, and when the last one was at all.
select count(*) filter (
        where call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz) as calls,
    max(call.started_at) as last_call_at
from participant
join call on call.id = participant.call_id
where participant.person_id = %(person)s::bigint and participant.label is not null
    and call.is_invented = (not exists (select from call as real where not real.is_invented));
