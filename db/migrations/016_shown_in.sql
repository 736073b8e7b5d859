-- What is held knows the draft that shows its words, so that nothing else is released. Runs before the code that needs
-- it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/016_shown_in.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('016_shown_in');

alter table email_outbox add column shown_in text;
comment on column email_outbox.shown_in is 'of what is held: the kind of the draft with exactly these words';

update email_outbox set shown_in = 'rep_week:draft' where state = 'held' and kind = 'rep_week';

commit;
