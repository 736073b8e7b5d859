-- Lines between `-- if name` and `-- end` are sent only when that filter is used (see db/optional.py).
-- Words are looked for `by_index`, or `by_text` where one call is looked at for the beginning of a word: the index
-- would first collect all words of all calls that begin like this.
-- Invented calls are found only as long as there are no real ones.

-- name: read_words
-- The languages of what was said, each found by one look at the index, and in how many of all turns the words may be.
with recursive language (code) as (
    select min(transcript.language) from transcript
    union all
    select (select min(transcript.language) from transcript where transcript.language > language.code)
    from language
    where language.code is not null
)
select spoken.languages, likely_turns(wanted_words(spoken.languages, %(words)s::text)) as likely,
    (select greatest(reltuples, 1)::float8 from pg_class where oid = 'turn'::regclass) as turns
from (select coalesce(array_agg(code), '{}') as languages from language where code is not null) as spoken;

-- name: find_said
-- In how many turns of which transcripts the words were said; not all of it, if there are more turns than the limit.
with heard as materialized (
    select turn.transcript_id
    from turn
    -- if among
    join unnest(%(transcripts)s::bigint[]) as wanted (transcript_id) using (transcript_id)
    -- end
    -- if speaker
    join transcript on transcript.id = turn.transcript_id
    join participant as voice on voice.call_id = transcript.call_id and voice.speaker_id = turn.speaker_id
        and position(lower(%(speaker)s::text) in lower(voice.name)) > 0
    -- end
    where true
        -- if by_index
        and said_words(turn.language, turn.body) @@ wanted_words(%(languages)s::text[], %(words)s::text)
        -- end
        -- if by_text
        and (said_words(turn.language, turn.body) || '') @@ wanted_words(%(languages)s::text[], %(words)s::text)
        -- end
        -- if patterns
        and turn.body ~* all (%(patterns)s::text[])
        -- end
        -- if side
        and starts_with(turn.label, %(label)s::text)
        -- end
        -- if asked
        and position('?' in turn.body) > 0
        -- end
    limit (select %(limit)s::integer) -- hidden from the planner, which else reads the table until it has so many
), call_by_call as (
    select transcript_id, count(*)::integer as turns from heard group by transcript_id
)
select (select count(*) from heard)::integer as total, coalesce(array_agg(transcript_id), '{}') as transcripts,
    coalesce(array_agg(turns), '{}') as turns
from call_by_call;

-- name: find_standings
-- A page of calls, each with the rep it is about: the first or, where the lowest come first, the lowest who fits.
select standing.call_id, standing.speaker_id, standing.transcript_id, standing.started_at, key.score
    -- if counted
    , matched.turns
    -- end
from standing
-- if counted
join unnest(%(transcripts)s::bigint[], %(turns)s::integer[]) as matched (transcript_id, turns) using (transcript_id)
-- end
-- if who
left join person on person.id = standing.person_id
left join team on team.id = person.team_id
-- end
-- if call
join call on call.id = standing.call_id
-- end
cross join lateral (
    select coalesce(
        -- if key_lowest
        standing.lowest,
        -- end
        -- if key_discovery
        standing.discovery,
        -- end
        -- if key_product_knowledge
        standing.product_knowledge,
        -- end
        -- if key_objection_handling
        standing.objection_handling,
        -- end
        -- if key_engagement
        standing.engagement,
        -- end
        -- if key_some
        least(
            case when 'discovery' = any (%(dimensions)s::text[]) then standing.discovery end,
            case when 'product_knowledge' = any (%(dimensions)s::text[]) then standing.product_knowledge end,
            case when 'objection_handling' = any (%(dimensions)s::text[]) then standing.objection_handling end,
            case when 'engagement' = any (%(dimensions)s::text[]) then standing.engagement end),
        -- end
        101::smallint) as score
) as key
-- if heard
cross join lateral (
    select from turn
    -- if speaker
    join participant as voice on voice.call_id = standing.call_id and voice.speaker_id = turn.speaker_id
        and position(lower(%(speaker)s::text) in lower(voice.name)) > 0
    -- end
    where turn.transcript_id = standing.transcript_id
        -- if by_index
        and said_words(turn.language, turn.body) @@ wanted_words(%(languages)s::text[], %(words)s::text)
        -- end
        -- if by_text
        and (said_words(turn.language, turn.body) || '') @@ wanted_words(%(languages)s::text[], %(words)s::text)
        -- end
        -- if patterns
        and turn.body ~* all (%(patterns)s::text[])
        -- end
        -- if side
        and starts_with(turn.label, %(label)s::text)
        -- end
        -- if asked
        and position('?' in turn.body) > 0
        -- end
    limit 1
) as said
-- end
where standing.is_first and standing.is_invented = (not exists (select from call as real where not real.is_invented))
    -- if anybody
    and standing.place = 0
    -- end
    -- if subject
    and standing.speaker_id is not null
    -- if person
    and standing.person_id = %(person)s::bigint
    -- end
    -- if people
    and standing.person_id = any (%(people)s::bigint[])
    -- end
    -- if role
    and coalesce(person.role, standing.role) = %(role)s::text
    -- end
    -- if team
    and lower(team.name) = lower(%(team)s::text)
    -- end
    -- if led_by
    and person.manager_id = %(led_by)s::bigint and person.team_id is null
    -- end
    -- end
    -- if chosen
    -- The first or lowest of those who fit. Compared with one value, as a join would have the planner read everybody,
    -- and with the outer team, so that this is asked only of those who are in it.
    and (
        -- if first
        standing.place = 0 or
        -- end
        standing.place = (
            select other.place
            from standing as other
            -- if who
            left join person as colleague on colleague.id = other.person_id
            left join team as theirs on theirs.id = colleague.team_id
            -- end
            -- if scored
            cross join lateral (
                select coalesce(min(score.value), 101) as lowest,
                    bool_or(score.value between %(least)s::smallint and %(most)s::smallint) as fits
                from (values ('discovery', other.discovery), ('product_knowledge', other.product_knowledge),
                    ('objection_handling', other.objection_handling), ('engagement', other.engagement)
                ) as score (dimension, value)
                where score.dimension = any (%(dimensions)s::text[])
            ) as scored
            -- end
            where other.call_id = standing.call_id and other.is_first
                -- if person
                and other.person_id = %(person)s::bigint
                -- end
                -- if people
                and other.person_id = any (%(people)s::bigint[])
                -- end
                -- if role
                and coalesce(colleague.role, other.role) = %(role)s::text
                -- end
                -- if team
                and lower(theirs.name) = lower(team.name)
                -- end
                -- if led_by
                and colleague.manager_id = person.manager_id and colleague.team_id is null
                -- end
                -- if ranged
                and scored.fits
                -- end
                -- if tags
                and other.findings @> %(tags)s::text[]
                -- end
                -- if any_of
                and other.findings && %(any_of)s::text[]
                -- end
            order by
                -- if by_score
                scored.lowest,
                -- end
                other.place
            limit 1
        )
    )
    -- end
    -- if among
    and standing.transcript_id = any (%(transcripts)s::bigint[])
    -- end
    -- if scored_lowest
    and key.score between %(least)s::smallint and %(most)s::smallint
    -- end
    -- if scored_any
    and ('discovery' = any (%(dimensions)s::text[])
            and standing.discovery between %(least)s::smallint and %(most)s::smallint
        or 'product_knowledge' = any (%(dimensions)s::text[])
            and standing.product_knowledge between %(least)s::smallint and %(most)s::smallint
        or 'objection_handling' = any (%(dimensions)s::text[])
            and standing.objection_handling between %(least)s::smallint and %(most)s::smallint
        or 'engagement' = any (%(dimensions)s::text[])
            and standing.engagement between %(least)s::smallint and %(most)s::smallint)
    -- end
    -- if tags
    and standing.findings @> %(tags)s::text[]
    -- end
    -- if any_of
    and standing.findings && %(any_of)s::text[]
    -- end
    -- if since
    and standing.started_at >= %(since)s::timestamptz
    -- end
    -- if until
    and standing.started_at < %(until)s::timestamptz
    -- end
    -- if call_type
    and standing.call_type = %(call_type)s::text
    -- end
    -- if account
    and lower(call.account) like %(account)s::text
    -- end
    -- if product
    and lower(call.product) like %(product)s::text
    -- end
    -- if after
    and (standing.started_at, standing.call_id) < (%(after_at)s::timestamptz, %(after_id)s::bigint)
    -- end
    -- if after_score
    and key.score >= %(after_rank)s::smallint
    and (key.score > %(after_rank)s::smallint
        or (standing.started_at, standing.call_id) < (%(after_at)s::timestamptz, %(after_id)s::bigint))
    -- end
    -- if after_turns
    and (matched.turns, standing.started_at, standing.call_id)
        < (%(after_rank)s::integer, %(after_at)s::timestamptz, %(after_id)s::bigint)
    -- end
order by
    -- if by_score
    key.score,
    -- end
    -- if by_turns
    matched.turns desc,
    -- end
    standing.started_at desc, standing.call_id desc
limit %(limit)s::integer;

-- name: find_unjudged
-- Whether there are calls with reps whom nobody judged, or only by keywords.
with shown as not materialized (
    select scorer from standing
    where is_first and speaker_id is not null
        and is_invented = (not exists (select from call as real where not real.is_invented))
)
select exists (select from shown where scorer is null) as nobody,
    exists (select from shown where starts_with(scorer, 'keyword:')) as keywords_only;

-- name: show_hits
-- Those calls, in that order, with what is shown of them: scores, and up to three turns that match.
select call.id, call.gong_id, call.title, call.url, call.started_at, call.duration_s, call.call_type, call.account,
    call.is_invented, standing.transcript_id, rep.name as rep, coalesce(person.role, standing.role) as role,
    standing.scorer, standing.parts, standing.discovery, standing.product_knowledge, standing.objection_handling,
    standing.engagement,
    (array[]::integer[]
        -- if objections
        || raised.turns
        -- end
        -- if wins
        || won.turns
        -- end
        -- if claim
        || claimed.turns
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
        -- if claim
        || claimed.abouts
        -- end
        -- if words
        || said.abouts
        -- end
        -- if evidence
        || shown.abouts
        -- end
    ) as abouts
from unnest(%(calls)s::bigint[], %(speakers)s::text[]) with ordinality as given (call_id, speaker_id, position)
join standing on standing.call_id = given.call_id and standing.speaker_id is not distinct from given.speaker_id
    and standing.is_first
join call on call.id = given.call_id
left join participant as rep on rep.call_id = given.call_id and rep.speaker_id = given.speaker_id
left join person on person.id = rep.person_id
-- if objections
left join lateral (
    select (array_agg(objection.turn_seq order by objection.position))[:3] as turns,
        (array_agg(replace(objection.type, '_', ' ') || ' objection, '
            || case objection.handling when 'well' then 'met well' when 'partly' then 'partly met'
                when 'not' then 'not met' else 'not judged' end
            order by objection.position))[:3] as abouts
    from objection
    where objection.analysis_id = any (standing.analyses)
        -- if objection
        and objection.type = %(objection)s::text
        -- end
        -- if handling
        and objection.handling = %(handling)s::text
        -- end
) as raised on true
-- end
-- if wins
left join lateral (
    select array_agg(win.turn_seq order by win.win) as turns, array_agg(win.win || ' win ' || win.state order by win.win)
        as abouts
    from win
    where win.analysis_id = any (standing.analyses) and win.turn_seq is not null
        -- if win
        and win.win = %(win)s::text
        -- end
        -- if win_state
        and win.state = %(win_state)s::text
        -- end
) as won on true
-- end
-- if claim
left join lateral (
    select (array_agg(claim.turn_seq order by claim.position))[:3] as turns,
        (array_agg('claim: ' || replace(claim.verdict, '_', ' ') order by claim.position))[:3] as abouts
    from claim
    where claim.analysis_id = any (standing.analyses) and claim.verdict = %(claim)s::text
) as claimed on true
-- end
-- if words
left join lateral (
    select array_agg(best.seq order by best.seq) as turns, array_agg('said'::text) as abouts
    from (
        select turn.seq
        from turn
        -- if speaker
        join participant as voice on voice.call_id = call.id and voice.speaker_id = turn.speaker_id
            and position(lower(%(speaker)s::text) in lower(voice.name)) > 0
        -- end
        where turn.transcript_id = standing.transcript_id
            -- if by_index
            and said_words(turn.language, turn.body) @@ wanted_words(%(languages)s::text[], %(words)s::text)
            -- end
            -- if by_text
            and (said_words(turn.language, turn.body) || '') @@ wanted_words(%(languages)s::text[], %(words)s::text)
            -- end
            -- if patterns
            and turn.body ~* all (%(patterns)s::text[])
            -- end
            -- if side
            and starts_with(turn.label, %(label)s::text)
            -- end
            -- if asked
            and position('?' in turn.body) > 0
            -- end
        order by
            -- if ranked
            ts_rank_cd(said_words(turn.language, turn.body), wanted_words(%(languages)s::text[], %(words)s::text)) desc,
            -- end
            turn.seq
        limit 3
    ) as best
) as said on true
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
        where criterion_result.analysis_id = any (standing.analyses) and criterion_result.level is not null
            -- if criterion
            and criterion_result.criterion = %(criterion)s::text
            -- end
            and analysis.part = any (%(dimensions)s::text[])
        order by criterion_result.analysis_id, criterion_result.criterion, evidence.position
    ) as weak
) as shown on true
-- end
order by given.position;

-- name: count_facets
-- Of those calls: how many of each type, rep, objection and month.
with found as materialized (
    select standing.*
    from unnest(%(calls)s::bigint[], %(speakers)s::text[]) as given (call_id, speaker_id)
    join standing on standing.call_id = given.call_id and standing.speaker_id is not distinct from given.speaker_id
        and standing.is_first
)
select 'call_type' as facet, call_type as value, count(*)::integer as calls from found group by call_type
union all
select 'rep', coalesce(person.name, rep.name), count(*)::integer
from found
join participant as rep on rep.call_id = found.call_id and rep.speaker_id = found.speaker_id
left join person on person.id = found.person_id
group by coalesce(person.id::text, rep.name), coalesce(person.name, rep.name)
union all
select 'objection', split_part(tag, ':', 2), count(*)::integer
from found cross join unnest(found.findings) as tag
where starts_with(tag, 'objection:') and split_part(tag, ':', 3) = '' and split_part(tag, ':', 2) <> ''
group by tag
union all
select 'month', to_char(started_at at time zone %(zone)s::text, 'YYYY-MM'), count(*)::integer from found group by 2
order by facet, calls desc, value;
