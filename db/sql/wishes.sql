-- Who wants the weekly mails, and whose address takes none. Whoever never said anything gets them.

-- name: insert_wishes
-- Everybody has a way to stop the mails, from the first one on.
insert into mail_wish (address)
select distinct address from unnest(%(addresses)s::text[]) as given (address)
on conflict (address) do nothing;

-- name: wishes
-- Who wants the mails, by what a link to stop them is known, and why a mail would not arrive.
select address, token::text as token, wanted, bounce from mail_wish where address = any (%(addresses)s::text[]);

-- name: wish_of_token
-- What whoever has this link said.
select address, token::text as token, wanted, bounce from mail_wish where token = %(token)s::uuid;

-- name: set_wish
-- Whether they want the mails; wanting them again is also a try of an address that took none.
update mail_wish
set wanted = %(wanted)s::boolean, changed_at = now(),
    bounce = case when %(wanted)s::boolean then null else bounce end,
    bounced_at = case when %(wanted)s::boolean then null else bounced_at end
where address = %(address)s::text
    and (wanted is distinct from %(wanted)s::boolean or (%(wanted)s::boolean and bounce is not null));

-- name: mark_bounced
-- An address takes no mail.
insert into mail_wish as known (address, bounce, bounced_at)
values (%(address)s::text, %(reason)s::text, %(now)s::timestamptz)
on conflict (address) do update set bounce = excluded.bounce, bounced_at = excluded.bounced_at;

-- name: bounced
-- Whose address takes no mail, of those who are still here under it.
select address, token::text as token, wanted, bounce from mail_wish
where bounce is not null and exists (select from person where person.email = mail_wish.address and person.is_internal)
order by address;
