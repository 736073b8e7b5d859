-- Saving a call is one batch under lock_people, so that what is looked up in one statement is still so in the next.
-- Each of them changes only what is different: an unchanged call changes nothing.

-- name: insert_call
-- A call that is new; its details follow from update_call.
insert into call (gong_id, title, started_at, duration_s, call_type, call_type_reason)
select given.* from (
    select %(gong_id)s::text as gong_id, %(title)s::text, %(started_at)s::timestamptz, %(duration_s)s::integer,
        %(call_type)s::text, %(call_type_reason)s::text
) as given
where not exists (select from call where call.gong_id = given.gong_id);

-- name: update_call
-- The details of a call. A type that a person said stays, and one from the transcript while Gong's fields name none.
with wanted as (
    select %(title)s::text as title, %(url)s::text as url, %(started_at)s::timestamptz as started_at,
        %(duration_s)s::integer as duration_s, %(language)s::text as language, %(direction)s::text as direction,
        %(purpose)s::text as purpose,
        case when decided.stays then call.call_type else %(call_type)s::text end as call_type,
        case when decided.stays then call.call_type_reason else %(call_type_reason)s::text end as call_type_reason,
        case when decided.stays then call.call_type_from else 'fields' end as call_type_from,
        %(product)s::text as product, %(account)s::text as account, %(opportunity)s::text as opportunity,
        %(stage)s::text as stage, %(host)s::text as host, %(is_invented)s::boolean as is_invented,
        (select id from person where gong_user_id = %(host)s::text) as owner_id
    from call
    cross join lateral (
        select call.call_type_from = 'person'
            or call.call_type_from = 'transcript' and %(call_type)s::text = 'other' as stays
    ) as decided
    where call.gong_id = %(gong_id)s::text
)
update call
set title = wanted.title, url = wanted.url, started_at = wanted.started_at, duration_s = wanted.duration_s,
    language = wanted.language, direction = wanted.direction, purpose = wanted.purpose, call_type = wanted.call_type,
    call_type_reason = wanted.call_type_reason, call_type_from = wanted.call_type_from, product = wanted.product,
    account = wanted.account, opportunity = wanted.opportunity, stage = wanted.stage, host = wanted.host,
    owner_id = wanted.owner_id, is_invented = wanted.is_invented, updated_at = now()
from wanted
where call.gong_id = %(gong_id)s::text
    and (call.title, call.url, call.started_at, call.duration_s, call.language, call.direction, call.purpose,
        call.call_type, call.call_type_reason, call.call_type_from, call.product, call.account, call.opportunity,
        call.stage, call.host, call.owner_id, call.is_invented)
    is distinct from (wanted.title, wanted.url, wanted.started_at, wanted.duration_s, wanted.language,
        wanted.direction, wanted.purpose, wanted.call_type, wanted.call_type_reason, wanted.call_type_from,
        wanted.product, wanted.account, wanted.opportunity, wanted.stage, wanted.host, wanted.owner_id,
        wanted.is_invented);

-- name: set_call_type
-- What a call was for, said by a person; or found in its transcript, if nothing else says it.
update call
set call_type = %(call_type)s::text, call_type_reason = %(reason)s::text, call_type_from = %(source)s::text,
    updated_at = now()
where id = %(call_id)s::bigint
    and (%(source)s::text = 'person' or call_type_from = 'fields' and call_type = 'other');

-- name: insert_transcript
-- A version that the call did not have yet, with its turns.
with fresh as (
    insert into transcript (call_id, version, hash, language)
    select call.id, coalesce((select max(version) from transcript where transcript.call_id = call.id), 0) + 1,
        %(hash)s::text, word_language(call.language)
    from call
    where call.gong_id = %(gong_id)s::text
        and not exists (select from transcript where transcript.call_id = call.id and hash = %(hash)s::text)
    returning id, language
)
insert into turn (transcript_id, seq, speaker_id, label, start_ms, end_ms, body, spans, language)
select fresh.id, given.seq, given.speaker_id, given.label, given.start_ms, given.end_ms, given.body,
    given.spans::integer[], fresh.language
from fresh
cross join unnest(
    %(seqs)s::integer[], %(speaker_ids)s::text[], %(labels)s::text[], %(start_ms)s::integer[], %(end_ms)s::integer[],
    %(bodies)s::text[], %(spans)s::text[]
) as given (seq, speaker_id, label, start_ms, end_ms, body, spans);

-- name: point_call
-- Which version is the current one; earlier ones stay, and can become it again.
update call set transcript_id = transcript.id, updated_at = now()
from transcript
where call.gong_id = %(gong_id)s::text and transcript.call_id = call.id and transcript.hash = %(hash)s::text
    and call.transcript_id is distinct from transcript.id;

-- name: save_participants
-- Who was on the call, each tied to the one row of their person.
insert into participant (call_id, speaker_id, position, person_id, name, title, side, label, role, role_reason)
select call.id, given.speaker_id, given.position, known.id, given.name, given.title, given.side, given.label,
    given.role, given.role_reason
from call
cross join jsonb_to_recordset(%(participants)s::jsonb) as given (
    speaker_id text, position smallint, email text, user_id text, name text, title text, side text, label text,
    role text, role_reason text)
left join lateral (
    select person.id from person
    where person.gong_user_id = given.user_id or person.email = given.email
    order by person.gong_user_id is not distinct from given.user_id desc
    limit 1
) as known on true
where call.gong_id = %(gong_id)s::text
on conflict (call_id, speaker_id) do update
set position = excluded.position, person_id = excluded.person_id, name = excluded.name, title = excluded.title,
    side = excluded.side, label = excluded.label, role = excluded.role, role_reason = excluded.role_reason
where (participant.position, participant.person_id, participant.name, participant.title, participant.side,
        participant.label, participant.role, participant.role_reason)
    is distinct from (excluded.position, excluded.person_id, excluded.name, excluded.title, excluded.side,
        excluded.label, excluded.role, excluded.role_reason);

-- name: remove_participants
-- Those who are not on the call any more.
delete from participant using call
where call.gong_id = %(gong_id)s::text and participant.call_id = call.id
    and participant.speaker_id <> all (%(speaker_ids)s::text[]);

-- name: save_metrics
-- What was measured on the current version.
insert into metric (transcript_id, speaker_id, name, value)
select call.transcript_id, given.speaker_id, given.name, given.value
from call
cross join unnest(%(speaker_ids)s::text[], %(names)s::text[], %(numbers)s::double precision[])
    as given (speaker_id, name, value)
where call.gong_id = %(gong_id)s::text
on conflict (transcript_id, speaker_id, name) do update set value = excluded.value
where metric.value is distinct from excluded.value;

-- name: remove_metrics
-- Those that the current version does not have any more.
delete from metric using call
where call.gong_id = %(gong_id)s::text and metric.transcript_id = call.transcript_id
    and not exists (
        select from unnest(%(speaker_ids)s::text[], %(names)s::text[]) as given (speaker_id, name)
        where given.speaker_id = metric.speaker_id and given.name = metric.name);

-- name: find_call
-- One call with everybody on it, in Gong's order; Gong's id goes before the id of our row. Somebody who dropped off
-- and joined again is on it twice: the owner is then the one who spoke.
select call.id, call.gong_id, call.title, call.url, call.started_at, call.duration_s, call.language, call.direction,
    call.purpose, call.call_type, call.call_type_reason, call.call_type_from, call.product, call.account,
    call.opportunity, call.stage, call.host, call.is_invented, transcript.id as transcript_id, transcript.version, transcript.hash,
    (
        select speaker_id from participant
        where participant.call_id = call.id and participant.person_id = call.owner_id
        order by participant.label is null, participant.position
        limit 1
    ) as owner,
    (
        select coalesce(jsonb_agg(
            jsonb_build_object(
                'speaker', jsonb_build_object(
                    'id', participant.speaker_id, 'name', participant.name, 'side', participant.side,
                    'email', person.email, 'user_id', person.gong_user_id, 'title', participant.title),
                'label', participant.label, 'person_id', person.id,
                'role', coalesce(person.role, participant.role),
                'role_reason', coalesce(person.role_reason, participant.role_reason))
            order by participant.position), '[]')::text
        from participant
        left join person on person.id = participant.person_id
        where participant.call_id = call.id
    ) as participants
from call
join transcript on transcript.id = call.transcript_id
where call.gong_id = %(gong_id)s::text or call.id = %(row_id)s::bigint
order by call.gong_id = %(gong_id)s::text desc
limit 1;

-- name: list_calls
-- A page, newest first. The scores are those of whom the call belongs to, or else of the rep who was looked at last:
-- the newest of each part on the current version, by one scorer, and a judge goes before a keyword reading.
with page as materialized (
    select id, gong_id, title, started_at, duration_s, call_type, account, transcript_id, owner_id
    from call
    where (started_at, id) < (
        coalesce(%(before_started_at)s::timestamptz, 'infinity'), coalesce(%(before_id)s::bigint, 0))
    order by started_at desc, id desc
    limit %(limit)s::integer
)
select page.id, page.gong_id, page.title, page.started_at, page.duration_s, page.call_type, page.account,
    owner.name as owner, judged.speaker_id as scored, judged.scorer, latest.parts, latest.scores,
    latest.noticed
from page
left join person as owner on owner.id = page.owner_id
left join lateral (
    select analysis.speaker_id, analysis.scorer from analysis
    where analysis.transcript_id = page.transcript_id and analysis.part <> 'narrative'
    order by analysis.person_id is not distinct from page.owner_id desc, starts_with(analysis.scorer, 'keyword:'),
        analysis.id desc
    limit 1
) as judged on true
left join lateral (
    select array_agg(part order by part) as parts, array_agg(score order by part) as scores,
        array_agg(sightings.noticed order by part) as noticed
    from (
        select distinct on (analysis.part) analysis.part, analysis.score, analysis.id from analysis
        where analysis.transcript_id = page.transcript_id and analysis.speaker_id = judged.speaker_id
            and analysis.scorer = judged.scorer and analysis.part <> 'narrative'
        order by analysis.part, analysis.id desc
    ) as newest
    cross join lateral (
        select count(*) filter (where sighting = 'seen') || '/'
            || nullif(count(*) filter (where sighting <> 'no_opportunity'), 0) as noticed
        from criterion_result where criterion_result.analysis_id = newest.id
    ) as sightings
) as latest on true
order by page.started_at desc, page.id desc;

-- name: count_calls
-- How many there are.
select count(*) as calls from call;

-- name: load_transcript
-- One version: its turns in their order, a list for each of their columns.
select transcript.hash, said.*
from transcript
cross join lateral (
    select coalesce(array_agg(seq order by seq), '{}') as seqs,
        coalesce(array_agg(speaker_id order by seq), '{}') as speaker_ids,
        coalesce(array_agg(label order by seq), '{}') as labels,
        coalesce(array_agg(body order by seq), '{}') as bodies,
        coalesce(array_agg(spans::text order by seq), '{}') as spans
    from turn
    where turn.transcript_id = transcript.id
) as said
where transcript.id = %(transcript_id)s::bigint;

-- name: load_metrics
-- What was measured on one version.
select speaker_id, name, value from metric where transcript_id = %(transcript_id)s::bigint order by speaker_id, name;
