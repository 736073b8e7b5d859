-- Addresses that take no mail, and what their server said. Runs before the code that needs it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/010_bounces.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('010_bounces');

alter table mail_wish
    add column bounce text, -- what was said when the address was refused for good; null: it takes mail
    add column bounced_at timestamptz,
    add constraint mail_wish_bounce_has_its_time check ((bounce is null) = (bounced_at is null));

commit;
