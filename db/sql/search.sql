-- Lines between `-- if name` and `-- end` are sent only when that filter is used (see db/optional.py).
-- Invented calls are found only as long as there are no real ones.

-- name: search_calls
-- A page of calls with the rep it is about, their newest scores by one scorer (a judge goes before a keyword reading),
-- and up to three turns of each call that match.
select call.id, call.gong_id, call.title, call.url, call.started_at, call.duration_s, call.call_type, call.account,
    call.is_invented, call.transcript_id, subject.name as rep, subject.role, judged.scorer, judged.parts,
    judged.scores, judged.lowest,
    (array[]::integer[]
        -- if objections
        || raised.turns
        -- end
        -- if wins
        || won.turns
        -- end
        -- if words
        || said.turns
        -- end
        -- if evidence
        || shown.turns
        -- end
    ) as turns,
    (array[]::text[]
        -- if objections
        || raised.abouts
        -- end
        -- if wins
        || won.abouts
        -- end
        -- if words
        || said.abouts
        -- end
        -- if evidence
        || shown.abouts
        -- end
    ) as abouts
from call
left join lateral (
    select participant.speaker_id, participant.name, coalesce(person.role, participant.role) as role
    from participant
    left join person on person.id = participant.person_id
    left join team on team.id = person.team_id
    where participant.call_id = call.id and participant.side = 'us' and participant.label is not null
        -- if people
        and participant.person_id = any(%(people)s::bigint[])
        -- end
        -- if role
        and coalesce(person.role, participant.role) = %(role)s::text
        -- end
        -- if team
        and lower(team.name) = lower(%(team)s::text)
        -- end
    order by participant.person_id is not distinct from call.owner_id desc, participant.position
    limit 1
) as subject on true
left join lateral (
    select array_agg(newest.part order by newest.part) as parts, array_agg(newest.score order by newest.part) as scores,
        array_agg(newest.id) as ids, min(newest.scorer) as scorer,
        min(newest.score) filter (where newest.part = any(%(dimensions)s::text[])) as lowest,
        coalesce(bool_or(newest.score between %(least)s::integer and %(most)s::integer)
            filter (where newest.part = any(%(dimensions)s::text[])), false) as in_range
    from (
        select distinct on (analysis.part) analysis.id, analysis.part, analysis.score, analysis.scorer
        from analysis
        where analysis.transcript_id = call.transcript_id and analysis.speaker_id = subject.speaker_id
            and analysis.scorer = (
                select known.scorer from analysis as known
                where known.transcript_id = call.transcript_id and known.speaker_id = subject.speaker_id
                    and known.part <> 'narrative'
                order by starts_with(known.scorer, 'keyword:'), known.id desc
                limit 1)
        order by analysis.part, analysis.id desc
    ) as newest
) as judged on true
-- if objections
cross join lateral (
    select (array_agg(objection.turn_seq order by objection.position))[:3] as turns,
        (array_agg(replace(objection.type, '_', ' ') || ' objection, '
            || case objection.handling when 'well' then 'met well' when 'partly' then 'partly met'
                when 'not' then 'not met' else 'not judged' end
            order by objection.position))[:3] as abouts
    from objection
    where objection.analysis_id = any(judged.ids)
        -- if objection
        and objection.type = %(objection)s::text
        -- end
        -- if handling
        and objection.handling = %(handling)s::text
        -- end
    having count(*) > 0
) as raised
-- end
-- if wins
cross join lateral (
    select array_agg(win.turn_seq) filter (where win.turn_seq is not null) as turns,
        array_agg(win.win || ' win ' || win.state) filter (where win.turn_seq is not null) as abouts
    from win
    where win.analysis_id = any(judged.ids)
        -- if win
        and win.win = %(win)s::text
        -- end
        -- if win_state
        and win.state = %(win_state)s::text
        -- end
    having count(*) > 0
) as won
-- end
-- if words
cross join lateral (
    select (array_agg(turn.seq order by turn.seq))[:3] as turns,
        (array_agg('said'::text))[:3] as abouts
    from turn
    join participant as voice on voice.call_id = call.id and voice.speaker_id = turn.speaker_id
    where turn.transcript_id = call.transcript_id
        and to_tsvector('english', turn.body) @@ websearch_to_tsquery('english', %(words)s::text)
        -- if side
        and voice.side = %(side)s::text
        -- end
        -- if speaker
        and position(lower(%(speaker)s::text) in lower(voice.name)) > 0
        -- end
    having count(*) > 0
) as said
-- end
-- if evidence
left join lateral (
    select (array_agg(weak.turn_seq order by weak.level, weak.position))[:2] as turns,
        (array_agg(replace(weak.criterion, '_', ' ') || ': level ' || weak.level || ' of 4'
            order by weak.level, weak.position))[:2] as abouts
    from (
        select distinct on (criterion_result.analysis_id, criterion_result.criterion) evidence.turn_seq,
            criterion_result.level, evidence.position, criterion_result.criterion
        from criterion_result
        join analysis on analysis.id = criterion_result.analysis_id
        join evidence on evidence.analysis_id = criterion_result.analysis_id
            and evidence.criterion = criterion_result.criterion
        where criterion_result.analysis_id = any(judged.ids) and criterion_result.level is not null
            and analysis.part = any(%(dimensions)s::text[])
        order by criterion_result.analysis_id, criterion_result.criterion, evidence.position
    ) as weak
) as shown on true
-- end
where call.is_invented = (not exists (select from call as real where not real.is_invented))
    -- if subject
    and subject.speaker_id is not null
    -- end
    -- if scored
    and judged.in_range
    -- end
    -- if words
    and call.transcript_id in (
        select turn.transcript_id from turn
        where to_tsvector('english', turn.body) @@ websearch_to_tsquery('english', %(words)s::text))
    -- end
    -- if since
    and call.started_at >= %(since)s::timestamptz
    -- end
    -- if until
    and call.started_at < %(until)s::timestamptz
    -- end
    -- if call_type
    and call.call_type = %(call_type)s::text
    -- end
    -- if account
    and position(lower(%(account)s::text) in lower(call.account)) > 0
    -- end
    -- if product
    and position(lower(%(product)s::text) in lower(call.product)) > 0
    -- end
    -- if after
    and (call.started_at, call.id) < (%(after_at)s::timestamptz, %(after_id)s::bigint)
    -- end
    -- if after_score
    and (coalesce(judged.lowest, 101) > %(after_score)s::integer
        or coalesce(judged.lowest, 101) = %(after_score)s::integer
            and (call.started_at, call.id) < (%(after_at)s::timestamptz, %(after_id)s::bigint))
    -- end
order by
    -- if by_score
    coalesce(judged.lowest, 101),
    -- end
    call.started_at desc, call.id desc
limit %(limit)s::integer;

-- name: load_moments
-- These turns, in this order, with who spoke.
select turn.transcript_id, turn.seq, turn.label, turn.body, turn.spans::text as spans, voice.name as speaker, voice.side
from unnest(%(transcripts)s::bigint[], %(turns)s::integer[]) with ordinality as given (transcript_id, seq, position)
join turn using (transcript_id, seq)
join transcript on transcript.id = turn.transcript_id
join participant as voice on voice.call_id = transcript.call_id and voice.speaker_id = turn.speaker_id
order by given.position;

-- name: find_mentioned
-- The newest calls whose title, account, type or people hold all of these words.
select call.id, call.gong_id, call.title, call.started_at, call.account, call.call_type, owner.name as owner
from call
left join person as owner on owner.id = call.owner_id
where call.is_invented = (not exists (select from call as real where not real.is_invented))
    -- if since
    and call.started_at >= %(since)s::timestamptz and call.started_at < %(until)s::timestamptz
    -- end
    -- if call_type
    and (call.call_type = %(call_type)s::text or position(%(type_words)s::text in lower(call.title)) > 0)
    -- end
    and not exists (
        select from unnest(%(words)s::text[]) as wanted (word)
        where position(wanted.word in lower(concat_ws(' ', call.title, call.account, (
            select string_agg(participant.name || ' ' || coalesce(person.email, ''), ' ')
            from participant
            left join person on person.id = participant.person_id
            where participant.call_id = call.id)))) = 0)
order by call.started_at desc, call.id desc
limit %(limit)s::integer;

-- name: find_people_by_name
-- Those on our side whose name holds these words, those who were on calls most recently first.
select person.id, person.name, person.email, person.role,
    (select max(call.started_at) from participant join call on call.id = participant.call_id
        where participant.person_id = person.id) as last_call_at
from person
where person.is_internal
    and not exists (
        select from unnest(%(words)s::text[]) as wanted (word)
        where position(wanted.word in lower(concat_ws(' ', person.name, person.email))) = 0)
order by last_call_at desc nulls last, person.id
limit %(limit)s::integer;
