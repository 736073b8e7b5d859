-- name: insert_dispute
-- What somebody says of one criterion of one analysis.
insert into dispute (analysis_id, criterion, judged_level, level, keeps, reason, said_by)
values (%(analysis_id)s::bigint, %(criterion)s::text, %(judged_level)s::smallint, %(level)s::smallint,
    %(keeps)s::boolean, %(reason)s::text, %(said_by)s::text);

-- name: lock_analysis
-- Whoever changes what counts of a judgement waits here for whoever does, until the end of their transaction.
select from analysis where id = %(analysis_id)s::bigint for no key update;

-- name: read_rulings
-- What was said of it. In a statement of its own, as one that had to wait would not see what was stored meanwhile.
select said_of(analysis)::text as rulings from analysis where id = %(analysis_id)s::bigint;

-- name: count_level
-- From now on this level counts, wherever levels are looked for; analysis.body keeps what the judge said.
update criterion_result set state = 'scored', level = %(level)s::smallint, needs_review = false
where analysis_id = %(analysis_id)s::bigint and criterion = %(criterion)s::text;

-- name: count_score
-- And this score.
update analysis set score = %(score)s::smallint, needs_review = %(needs_review)s::boolean
where id = %(analysis_id)s::bigint;

-- name: list_disputes
-- Everything that was said, newest first, with whom and what it is about. It is current unless that part of that rep
-- was judged again since, on the current transcript; a keyword reading only takes the place of another one.
select dispute.analysis_id, analysis.part, dispute.criterion, dispute.judged_level, dispute.level, dispute.keeps,
    dispute.reason, dispute.said_by, dispute.said_at, call.id as call_id, call.title, participant.name as rep,
    analysis.scorer, analysis.rubric_hash, analysis.speaker_id,
    not exists (
        select from analysis as later
        where later.transcript_id = call.transcript_id and later.speaker_id = analysis.speaker_id
            and later.part = analysis.part and later.id > analysis.id
            and (later.scorer = analysis.scorer or not starts_with(later.scorer, 'keyword:'))
    ) as is_current
from dispute
join analysis on analysis.id = dispute.analysis_id
join call on call.id = analysis.call_id
left join participant on participant.call_id = analysis.call_id and participant.speaker_id = analysis.speaker_id
order by dispute.id desc;
