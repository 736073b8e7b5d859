-- Somebody may also decide that a judgement stays as it is, where there is no level to confirm. Runs before the code
-- that needs it, and by hand as well:
--     psql "$DATABASE_URL" -f db/migrations/015_dispute_keeps.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('015_dispute_keeps');

alter table dispute add column keeps boolean not null default false check (not keeps or level is null);
comment on column dispute.keeps is 'decided: the judgement stays as it is; with level null and not keeps it is disputed';

create or replace function said_of(analysis) returns jsonb language sql stable as $$
    -- What people said of a part of a scorecard, of this judgement or an earlier one, in order.
    select coalesce(jsonb_agg(jsonb_build_object(
            'dimension', judged.part, 'criterion', dispute.criterion, 'judged_level', dispute.judged_level,
            'level', dispute.level, 'keeps', dispute.keeps, 'reason', dispute.reason, 'said_by', dispute.said_by,
            'said_at', dispute.said_at, 'is_current', judged.id = $1.id)
        order by dispute.id), '[]')
    from analysis as judged
    join dispute on dispute.analysis_id = judged.id
    where judged.call_id = $1.call_id and judged.speaker_id = $1.speaker_id and judged.part = $1.part
        and judged.id <= $1.id
$$;

commit;
