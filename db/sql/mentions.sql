-- Calls and people that somebody names. Lines between `-- if name` and `-- end` are sent only when that is used (see
-- db/optional.py). Invented calls are found only as long as there are no real ones.

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
