-- name: load_moments
-- These turns, in this order, with who spoke; where words are given, once more with the words marked that match.
select turn.transcript_id, turn.seq, turn.label, turn.body, turn.spans::text as spans,
    coalesce(voice.name, turn.label) as speaker, coalesce(voice.side, 'unknown') as side
    -- if words
    , ts_headline(word_config(turn.language), turn.body, wanted_words(array[turn.language], %(words)s::text),
        'HighlightAll=true, StartSel=, StopSel=') as marked
    -- end
from unnest(%(transcripts)s::bigint[], %(turns)s::integer[]) with ordinality as given (transcript_id, seq, position)
join turn using (transcript_id, seq)
join transcript on transcript.id = turn.transcript_id
left join participant as voice on voice.call_id = transcript.call_id and voice.speaker_id = turn.speaker_id
order by given.position;
