-- What the mails of a week are made from: whole spans at once, so that the number of queries does not grow with the
-- calls. Only the newest result of each call, rep and part counts, on the current transcript; scorers are kept apart.
-- Invented calls count only as long as there are no real ones.

-- name: digest_calls
-- Every call of a week with each of ours who spoke; where none of ours did, once with whom it belongs to and no label.
select call.id as call_id, call.title, call.url, call.account, call.started_at, call.is_invented,
    case when ours.label is null then call.owner_id else ours.person_id end as person_id, ours.label,
    exists (select from analysis where analysis.transcript_id = call.transcript_id
        and analysis.speaker_id = ours.speaker_id) as is_analysed
from call
left join participant as ours on ours.call_id = call.id and ours.side = 'us' and ours.label is not null
where call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
    and call.is_invented = (not exists (select from call as real where not real.is_invented))
order by call.started_at, call.id, ours.position;

-- name: digest_invented
-- Who of ours is on invented calls and on no real one, with those on no call who are led by the same; and whether there
-- are real calls at all.
with here as (
    select person.id, person.manager_id,
        exists (select from participant join call on call.id = participant.call_id
            where participant.person_id = person.id and call.is_invented) as is_on_invented
    from person
    where person.is_internal
        and not exists (select from participant join call on call.id = participant.call_id
            where participant.person_id = person.id and not call.is_invented)
        and not exists (select from call where call.owner_id = person.id and not call.is_invented)
)
select here.id as person_id, exists (select from call where not call.is_invented) as is_amid_real
from here
where is_on_invented
    or exists (select from here as known where known.is_on_invented and known.manager_id = here.manager_id)
order by here.id;

-- name: digest_scores
-- What each part of each rep on each call reached; a part without a score (a keyword reading, say) has none here.
select distinct on (analysis.call_id, analysis.speaker_id, analysis.part, analysis.scorer)
    analysis.person_id, analysis.scorer, analysis.part, analysis.call_id, call.started_at, analysis.score,
    date_trunc('week', call.started_at at time zone %(zone)s::text)::date as monday
from analysis
join call on call.transcript_id = analysis.transcript_id
where analysis.person_id is not null and analysis.part <> 'narrative'
    and call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
    and call.is_invented = (not exists (select from call as real where not real.is_invented))
order by analysis.call_id, analysis.speaker_id, analysis.part, analysis.scorer, analysis.id desc;

-- name: digest_tallies
-- Per person, scorer, criterion and week: on how many calls it could be judged, was done, and was missing.
select newest.person_id, newest.scorer, newest.part, criterion_result.criterion, newest.monday,
    count(*)::integer as n,
    count(*) filter (where criterion_result.level >= 3 or criterion_result.sighting = 'seen')::integer as done,
    count(*) filter (where criterion_result.level <= 1 or criterion_result.sighting = 'not_seen')::integer as low,
    coalesce(sum(criterion_result.level), 0)::integer as levels
from (
    select distinct on (analysis.call_id, analysis.speaker_id, analysis.part, analysis.scorer)
        analysis.id, analysis.person_id, analysis.scorer, analysis.part,
        date_trunc('week', call.started_at at time zone %(zone)s::text)::date as monday
    from analysis
    join call on call.transcript_id = analysis.transcript_id
    where analysis.person_id is not null and analysis.part <> 'narrative'
        and call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
        and call.is_invented = (not exists (select from call as real where not real.is_invented))
    order by analysis.call_id, analysis.speaker_id, analysis.part, analysis.scorer, analysis.id desc
) as newest
join criterion_result on criterion_result.analysis_id = newest.id
where criterion_result.level is not null or criterion_result.sighting <> 'no_opportunity'
group by newest.person_id, newest.scorer, newest.part, criterion_result.criterion, newest.monday;

-- name: digest_sights
-- Each criterion of each rep on each call of a week, with the first moment that shows it.
select newest.person_id, newest.scorer, newest.part, criterion_result.criterion, newest.call_id, newest.transcript_id,
    criterion_result.level, criterion_result.sighting, shown.turn_seq as turn, shown.start_char
from (
    select distinct on (analysis.call_id, analysis.speaker_id, analysis.part, analysis.scorer)
        analysis.id, analysis.person_id, analysis.scorer, analysis.part, analysis.call_id, analysis.transcript_id
    from analysis
    join call on call.transcript_id = analysis.transcript_id
    where analysis.person_id is not null and analysis.part <> 'narrative'
        and call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
        and call.is_invented = (not exists (select from call as real where not real.is_invented))
    order by analysis.call_id, analysis.speaker_id, analysis.part, analysis.scorer, analysis.id desc
) as newest
join criterion_result on criterion_result.analysis_id = newest.id
left join lateral (
    select evidence.turn_seq, evidence.start_char from evidence
    where evidence.analysis_id = newest.id and evidence.criterion = criterion_result.criterion
    order by evidence.position
    limit 1
) as shown on true
where criterion_result.level is not null or criterion_result.sighting <> 'no_opportunity'
order by newest.call_id, newest.part, criterion_result.criterion;

-- name: digest_narratives
-- What reps were told after each call of a span.
select distinct on (analysis.call_id, analysis.speaker_id, analysis.scorer)
    analysis.person_id, analysis.scorer, analysis.call_id, analysis.transcript_id, call.started_at,
    analysis.body::text as body, analysis.body_version
from analysis
join call on call.transcript_id = analysis.transcript_id
where analysis.person_id is not null and analysis.part = 'narrative'
    and call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
    and call.is_invented = (not exists (select from call as real where not real.is_invented))
order by analysis.call_id, analysis.speaker_id, analysis.scorer, analysis.id desc;

-- name: digest_objections
-- Every objection that was met by one of ours in a span, and where.
select newest.person_id, newest.scorer, newest.call_id, newest.transcript_id, newest.started_at,
    objection.type, objection.handling, objection.turn_seq as turn
from (
    select distinct on (analysis.call_id, analysis.speaker_id, analysis.scorer)
        analysis.id, analysis.person_id, analysis.scorer, analysis.call_id, analysis.transcript_id, call.started_at
    from analysis
    join call on call.transcript_id = analysis.transcript_id
    where analysis.person_id is not null and analysis.part = 'objection_handling'
        and call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
        and call.is_invented = (not exists (select from call as real where not real.is_invented))
    order by analysis.call_id, analysis.speaker_id, analysis.scorer, analysis.id desc
) as newest
join objection on objection.analysis_id = newest.id
order by newest.started_at, newest.call_id, objection.position;

-- name: digest_disputes
-- How often people of ours saw a judgement differently in a span, and how often a level was changed.
select analysis.person_id, count(*) filter (where dispute.level is null and not dispute.keeps)::integer as opened,
    count(*) filter (where dispute.level is not null and dispute.level is distinct from dispute.judged_level)::integer
        as changed
from dispute
join analysis on analysis.id = dispute.analysis_id
where dispute.said_at >= %(since)s::timestamptz and dispute.said_at < %(until)s::timestamptz
    and analysis.person_id is not null
group by analysis.person_id;

-- name: digest_actions
-- What reps were asked to try in the last mail before a week, if that was not long ago.
select person_id, position, criterion, when_words, then_words, look_for
from weekly_action
where week = (
        select max(earlier.week) from weekly_action as earlier
        where earlier.person_id = weekly_action.person_id
            and earlier.week < %(monday)s::date and earlier.week >= %(monday)s::date - 28)
order by person_id, position;
