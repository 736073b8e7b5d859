-- What is to be sent, and what became of it. A mail is pending until somebody hands it to a server; from then on nobody
-- can know whether it arrives, so `sending` is noted first, and whoever dies there leaves it ambiguous, never sent twice.

-- name: insert_mails
-- Mails to be sent, or held; one that waits or was not taken takes the new words, one that was handed over stays as it is
-- and needs no draft any more.
with given as (
    select * from jsonb_to_recordset(%(mails)s::jsonb) as given (
        kind text, recipient text, week date, deliver_to text, state text, subject text, body_text text, body_html text,
        reply_to text, stop text, shown_in text)
)
insert into email_outbox as waiting (
    kind, recipient, week, deliver_to, state, subject, body_text, body_html, reply_to, stop, shown_in)
select kind, recipient, week, deliver_to, state, subject, body_text, body_html, reply_to, stop, shown_in
from given
where not exists (
    select from given as own
    join email_outbox as gone using (kind, recipient, week)
    where own.shown_in = given.kind and own.recipient = given.recipient and own.week = given.week
        and gone.state in ('sending', 'sent', 'ambiguous'))
on conflict (kind, recipient, week) do update
set deliver_to = excluded.deliver_to, subject = excluded.subject, body_text = excluded.body_text,
    body_html = excluded.body_html, reply_to = excluded.reply_to, stop = excluded.stop,
    shown_in = excluded.shown_in,
    state = case when waiting.state = 'pending' and waiting.shown_in is not distinct from excluded.shown_in
        then 'pending' else excluded.state end, -- what was released and did not go is held again with other words
    attempts = case when waiting.state = 'refused' then 0 else waiting.attempts end,
    not_before = case when waiting.state = 'refused' then '-infinity' else waiting.not_before end,
    finished_at = null
where waiting.state in ('held', 'pending', 'refused') and waiting.claim is null;

-- name: drop_old_drafts
-- Drafts that still wait, of a mail that by now is held with other words.
delete from email_outbox as draft
using jsonb_to_recordset(%(mails)s::jsonb) as given (kind text, recipient text, week date, shown_in text)
where given.shown_in is not null and draft.recipient = given.recipient and draft.week = given.week
    and draft.kind <> given.shown_in and split_part(draft.kind, ':', 2) = 'draft'
    and split_part(draft.kind, ':', 1) = split_part(given.kind, ':', 1)
    and split_part(draft.kind, ':override:', 2) = split_part(given.shown_in, ':override:', 2)
    and draft.state = 'pending' and draft.claim is null;

-- name: insert_actions
-- What reps are asked to try, as it stands in their mails; once a mail was handed over, its plan stays as it is.
with given as (
    select * from jsonb_to_recordset(%(actions)s::jsonb) as given (
        person_id bigint, week date, position smallint, criterion text, when_words text, then_words text, look_for text)
), open as (
    select distinct given.person_id, given.week
    from given
    join person on person.id = given.person_id
    where not exists (
        select from email_outbox
        where email_outbox.kind = 'rep_week' and email_outbox.recipient = person.email
            and email_outbox.week = given.week and email_outbox.state in ('sending', 'sent', 'ambiguous'))
), gone as (
    delete from weekly_action using open
    where weekly_action.person_id = open.person_id and weekly_action.week = open.week
        and not exists (
            select from given
            where given.person_id = weekly_action.person_id and given.week = weekly_action.week
                and given.position = weekly_action.position)
)
insert into weekly_action (person_id, week, position, criterion, when_words, then_words, look_for)
select given.person_id, given.week, given.position, given.criterion, given.when_words, given.then_words, given.look_for
from given
join open using (person_id, week)
on conflict (person_id, week, position) do update
set criterion = excluded.criterion, when_words = excluded.when_words, then_words = excluded.then_words,
    look_for = excluded.look_for;

-- name: outbox_of_week
-- Every mail about a week, in the order in which they were entered.
select id, kind, recipient, deliver_to, state, subject, attempts, reason, finished_at,
    nullif(not_before, '-infinity') as not_before
from email_outbox
where week = %(monday)s::date
order by id;

-- name: claim_mail
-- The next mail that is due and that nobody is at, for so many seconds; only of these where ids are given.
update email_outbox
set claim = %(claim)s::uuid, lease_until = %(now)s::timestamptz + make_interval(secs => %(lease_s)s::double precision),
    attempts = attempts + 1
where id = (
    select id from email_outbox
    where state = 'pending' and not_before <= %(now)s::timestamptz
        and (claim is null or lease_until < %(now)s::timestamptz)
        and (%(ids)s::bigint[] is null or id = any (%(ids)s::bigint[]))
    order by id
    limit 1
    for update skip locked)
returning id, kind, recipient, week, deliver_to, subject, body_text, body_html, reply_to, stop, attempts;

-- name: mark_sending
-- From here on it may have arrived. Changes nothing where the claim was lost.
update email_outbox set state = 'sending'
where id = %(id)s::bigint and claim = %(claim)s::uuid and state = 'pending' and lease_until > %(now)s::timestamptz;

-- name: finish_mail
-- What became of it: sent, ambiguous, refused, or pending again, not before some time. Pending at once: not tried at all.
update email_outbox
set state = %(state)s::text, reason = %(reason)s::text, claim = null, lease_until = null,
    not_before = coalesce(%(not_before)s::timestamptz, not_before),
    attempts = attempts - (%(state)s::text = 'pending' and %(not_before)s::timestamptz is null)::int,
    finished_at = case when %(state)s::text = 'pending' then null else %(now)s::timestamptz end
where id = %(id)s::bigint and claim = %(claim)s::uuid;

-- name: settle_lost_mails
-- Those whose sender died between handing over and noting what came of it.
update email_outbox
set state = 'ambiguous', reason = 'the sender stopped while handing it over', claim = null, lease_until = null,
    finished_at = %(now)s::timestamptz
where state = 'sending' and lease_until < %(now)s::timestamptz;

-- name: release_mails
-- Held mails about a week go out with the next delivery, if a draft with exactly their words went out before.
update email_outbox as mail set state = 'pending'
where mail.state = 'held' and mail.week = %(monday)s::date
    and exists (
        select from email_outbox as draft
        where draft.kind = mail.shown_in and draft.recipient = mail.recipient and draft.week = mail.week
            and draft.state in ('sent', 'ambiguous'));

-- name: mails_handed_over
-- Those of the weeks since then that a server took, or may have taken; what came back since is among them.
select id, kind, recipient, week, deliver_to
from email_outbox
where week >= %(since)s::date and (state in ('sent', 'ambiguous') or state = 'refused' and reason like 'it came back:%%');

-- name: return_mail
-- It came back, so it is as if it had not been taken.
update email_outbox set state = 'refused', reason = %(reason)s::text, finished_at = %(now)s::timestamptz
where id = %(id)s::bigint and state in ('sent', 'ambiguous');

-- name: drop_mails_for
-- What still waits for somebody who does not want it; whoever is about to send it finds it gone (mark_sending).
delete from email_outbox where recipient = %(address)s::text and state in ('held', 'pending');

-- name: drop_mails_to
-- What still waits to be sent to where it would not arrive.
delete from email_outbox where deliver_to = %(address)s::text and state in ('held', 'pending');
