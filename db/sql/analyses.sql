-- name: insert_analyses
-- Analyses with all that was found, unless the same was stored before. Every draft brings its rows along as JSON.
with draft as materialized (
    select * from jsonb_to_recordset(%(drafts)s::jsonb) as draft (
        call_id bigint, transcript_id bigint, speaker_id text, person_id bigint, part text, fingerprint text,
        generation integer, scorer text, role text, call_type text, rubric_hash text, made_with jsonb, score smallint,
        needs_review boolean, body jsonb, body_version smallint, cost_usd numeric,
        criteria jsonb, evidence jsonb, objections jsonb, claims jsonb, wins jsonb)
), fresh as (
    insert into analysis (
        call_id, transcript_id, speaker_id, person_id, part, fingerprint, generation, scorer, role, call_type,
        rubric_hash, made_with, score, needs_review, body, body_version, cost_usd)
    select call_id, transcript_id, speaker_id, person_id, part, fingerprint, generation, scorer, role, call_type,
        rubric_hash, made_with, score, needs_review, body, body_version, cost_usd
    from draft
    on conflict (call_id, speaker_id, part, fingerprint, generation) do nothing
    returning id, transcript_id, call_id, speaker_id, part, fingerprint, generation
), born as materialized (
    select fresh.id, fresh.transcript_id, draft.criteria, draft.evidence, draft.objections, draft.claims, draft.wins
    from fresh
    join draft using (call_id, speaker_id, part, fingerprint, generation)
), criteria as (
    insert into criterion_result (
        analysis_id, criterion, state, level, judged_level, sighting, weight, needs_review)
    select born.id, item.*
    from born, jsonb_to_recordset(born.criteria) as item (
        criterion text, state text, level smallint, judged_level smallint, sighting text, weight real,
        needs_review boolean)
), moments as (
    insert into evidence (
        analysis_id, transcript_id, position, criterion, turn_seq, start_char, end_char, match)
    select born.id, born.transcript_id, item.*
    from born, jsonb_to_recordset(born.evidence) as item (
        position smallint, criterion text, turn_seq integer, start_char integer, end_char integer, match text)
), objections as (
    insert into objection (analysis_id, transcript_id, position, type, handling, turn_seq)
    select born.id, born.transcript_id, item.*
    from born, jsonb_to_recordset(born.objections) as item (
        position smallint, type text, handling text, turn_seq integer)
), claims as (
    insert into claim (analysis_id, transcript_id, position, verdict, fact, turn_seq)
    select born.id, born.transcript_id, item.*
    from born, jsonb_to_recordset(born.claims) as item (
        position smallint, verdict text, fact text, turn_seq integer)
)
insert into win (analysis_id, transcript_id, win, state, note, turn_seq)
select born.id, born.transcript_id, item.*
from born, jsonb_to_recordset(born.wins) as item (win text, state text, note text, turn_seq integer);

-- name: read_analyses
-- Those with exactly these keys.
select analysis.id, analysis.call_id, analysis.transcript_id, analysis.speaker_id, analysis.person_id, analysis.part,
    analysis.fingerprint, analysis.generation, analysis.scorer, analysis.role, analysis.call_type,
    analysis.rubric_hash, analysis.made_with::text, analysis.body::text, analysis.body_version, analysis.cost_usd,
    analysis.created_at, transcript.version, said_of(analysis)::text as rulings
from unnest(%(call_ids)s::bigint[], %(speaker_ids)s::text[], %(parts)s::text[], %(fingerprints)s::text[])
    with ordinality as given (call_id, speaker_id, part, fingerprint, position)
join analysis using (call_id, speaker_id, part, fingerprint)
join transcript on transcript.id = analysis.transcript_id
where analysis.generation = %(generation)s::integer
order by given.position;

-- name: find_analyses
-- The newest generation of each wanted part, noting how much of it was there if %(log_lookup)s.
with wanted as (
    select * from unnest(%(parts)s::text[], %(fingerprints)s::text[]) as wanted (part, fingerprint)
), found as materialized (
    select distinct on (analysis.part) analysis.*
    from wanted
    join analysis using (part, fingerprint)
    where analysis.call_id = %(call_id)s::bigint and analysis.speaker_id = %(speaker_id)s::text
    order by analysis.part, analysis.generation desc
), logged as (
    insert into lookup (hits, misses, saved_usd)
    select count(found.id), count(*) - count(found.id), coalesce(sum(found.cost_usd), 0)
    from wanted
    left join found using (part)
    having %(log_lookup)s::boolean and count(*) > 0
)
select found.id, found.call_id, found.transcript_id, found.speaker_id, found.person_id, found.part,
    found.fingerprint, found.generation, found.scorer, found.role, found.call_type,
    found.rubric_hash, found.made_with::text, found.body::text, found.body_version, found.cost_usd,
    found.created_at, transcript.version, said_of(analysis)::text as rulings
from found
join analysis on analysis.id = found.id
join transcript on transcript.id = found.transcript_id
order by found.part;

-- name: latest_analyses
-- For each rep and part the newest result on the current version; a judge goes before a keyword reading.
select distinct on (analysis.speaker_id, analysis.part)
    analysis.id, analysis.call_id, analysis.transcript_id, analysis.speaker_id, analysis.person_id, analysis.part,
    analysis.fingerprint, analysis.generation, analysis.scorer, analysis.role, analysis.call_type,
    analysis.rubric_hash, analysis.made_with::text, analysis.body::text, analysis.body_version, analysis.cost_usd,
    analysis.created_at, transcript.version, said_of(analysis)::text as rulings
from call
join transcript on transcript.id = call.transcript_id
join analysis on analysis.transcript_id = transcript.id
where call.id = %(call_id)s::bigint
    and analysis.speaker_id = coalesce(%(speaker_id)s::text, analysis.speaker_id)
order by analysis.speaker_id, analysis.part, starts_with(analysis.scorer, 'keyword:'), analysis.id desc;

-- name: analysis_history
-- Everything that was ever said of a call, newest first, whatever version of it.
select analysis.id, analysis.call_id, analysis.transcript_id, analysis.speaker_id, analysis.person_id, analysis.part,
    analysis.fingerprint, analysis.generation, analysis.scorer, analysis.role, analysis.call_type,
    analysis.rubric_hash, analysis.made_with::text, analysis.body::text, analysis.body_version, analysis.cost_usd,
    analysis.created_at, transcript.version
from analysis
join transcript on transcript.id = analysis.transcript_id
where analysis.call_id = %(call_id)s::bigint
order by analysis.id desc;

-- name: next_generation
-- The number of a repeat that somebody forces.
select coalesce(max(generation), 0) + 1 as generation
from analysis
where call_id = %(call_id)s::bigint and speaker_id = %(speaker_id)s::text and fingerprint = any (%(fingerprints)s::text[]);
