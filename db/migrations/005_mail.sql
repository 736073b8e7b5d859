-- Mails of a week: what was promised to be looked for, what is to be sent and what became of it, and who wants none.
-- Runs before the code that needs it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/005_mail.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('005_mail');

create table weekly_action ( -- what a rep was asked to try after a week, as it stood in the mail
    person_id bigint not null references person on delete cascade,
    week date not null check (extract(isodow from week) = 1), -- the Monday of the week that the mail was about
    position smallint not null check (position > 0),
    criterion text not null, -- what decides whether it was done
    when_words text not null,
    then_words text not null,
    look_for text not null,
    set_at timestamptz not null default now(),
    primary key (person_id, week, position)
);

create table email_outbox ( -- one mail of one kind to one person about one week, sent once
    id bigint generated always as identity primary key,
    kind text not null, -- rep_week, team_week:<team>; then :draft or :override:<address>, where it goes elsewhere
    recipient text not null check (recipient = lower(recipient)), -- whom it is meant for
    week date not null check (extract(isodow from week) = 1),
    deliver_to text not null, -- where it goes: the recipient, or who stands in for them
    state text not null check (state in ('held', 'pending', 'sending', 'sent', 'ambiguous', 'refused')),
    -- held: waits to be released; ambiguous: may have arrived, so it is not sent again by itself
    subject text not null,
    body_text text not null,
    body_html text not null,
    reply_to text,
    stop text, -- the address where it can be stopped, https or mailto
    attempts integer not null default 0,
    not_before timestamptz not null default '-infinity',
    claim uuid,
    lease_until timestamptz,
    reason text, -- what the server or the wire said last
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    unique (kind, recipient, week),
    check ((state = 'sending') <= (claim is not null))
);
create index email_outbox_waiting on email_outbox (not_before, id) where state in ('pending', 'sending');

create table mail_wish ( -- what somebody said about getting mails; whoever said nothing gets them
    address text primary key check (address = lower(address)),
    token uuid not null unique default gen_random_uuid(), -- stands in the mail's link to stop it
    wanted boolean not null default true,
    changed_at timestamptz not null default now()
);

commit;
