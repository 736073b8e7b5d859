-- What people said of a judgement, to be read with it in one round trip. Runs before the code that needs it, or by hand:
--     psql "$DATABASE_URL" -f db/migrations/006_said_of.sql
begin;

insert into schema_migration (version) values ('006_said_of');

create or replace function said_of(analysis) returns jsonb language sql stable as $$
    -- What people said of a part of a scorecard, of this judgement or an earlier one, in order.
    select coalesce(jsonb_agg(jsonb_build_object(
            'dimension', judged.part, 'criterion', dispute.criterion, 'judged_level', dispute.judged_level,
            'level', dispute.level, 'reason', dispute.reason, 'said_by', dispute.said_by, 'said_at', dispute.said_at,
            'is_current', judged.id = $1.id)
        order by dispute.id), '[]')
    from analysis as judged
    join dispute on dispute.analysis_id = judged.id
    where judged.call_id = $1.call_id and judged.speaker_id = $1.speaker_id and judged.part = $1.part
        and judged.id <= $1.id
$$;

commit;
