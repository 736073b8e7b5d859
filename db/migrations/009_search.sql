-- Search that stays fast: what stands of each rep on each call, one index away, and words stemmed in their language.
-- Runs before the code that needs it, and by hand as well (the word index is built again, a minute per 20,000 calls):
--     psql "$DATABASE_URL" -f db/migrations/009_search.sql
begin;

set local lock_timeout = '5s';

insert into schema_migration (version) values ('009_search');

create extension if not exists pg_trgm; -- contrib: part of a name, wherever it is in it

------------------------------------------------------------------------------------------------
-- Words

-- A language is kept as two letters and not as regconfig, whose columns a database cannot be upgraded with.
create function word_language(code text) returns text language sql immutable as $$
    -- How words of a recording are stemmed: Gong says eng, en-US or deu. What it does not say is English.
    select coalesce((
        select known.short from (values
            ('en', '{en,eng,english}'::text[]), ('da', '{da,dan,danish}'), ('de', '{de,deu,ger,german}'),
            ('es', '{es,spa,spanish}'), ('fi', '{fi,fin,finnish}'), ('fr', '{fr,fra,fre,french}'),
            ('hu', '{hu,hun,hungarian}'), ('it', '{it,ita,italian}'), ('nl', '{nl,nld,dut,dutch}'),
            ('no', '{no,nor,nb,nob,nn,nno,norwegian}'), ('pt', '{pt,por,portuguese}'),
            ('ro', '{ro,ron,rum,romanian}'), ('ru', '{ru,rus,russian}'), ('sv', '{sv,swe,swedish}'),
            ('tr', '{tr,tur,turkish}')) as known (short, codes)
        where split_part(translate(lower(trim(code)), '_ ', '--'), '-', 1) = any (known.codes)),
        case when coalesce(trim(lower(code)), '') in ('', 'und', 'unknown', 'mul', 'mis', 'zxx') then 'en' else 'xx' end)
$$;

create function word_config(language text) returns regconfig language sql immutable parallel safe as $$
    select case language
        when 'en' then 'english'::regconfig when 'da' then 'danish'::regconfig when 'de' then 'german'::regconfig
        when 'es' then 'spanish'::regconfig when 'fi' then 'finnish'::regconfig when 'fr' then 'french'::regconfig
        when 'hu' then 'hungarian'::regconfig when 'it' then 'italian'::regconfig when 'nl' then 'dutch'::regconfig
        when 'no' then 'norwegian'::regconfig when 'pt' then 'portuguese'::regconfig
        when 'ro' then 'romanian'::regconfig when 'ru' then 'russian'::regconfig when 'sv' then 'swedish'::regconfig
        when 'tr' then 'turkish'::regconfig else 'simple'::regconfig end
$$;

-- With `return`, because then word_config is found by what it is: an index is built without a search path.
create function said_words(language text, body text) returns tsvector language sql immutable parallel safe
    return to_tsvector(word_config(language), body);

create function wanted_words(languages text[], wanted text) returns tsquery language sql immutable parallel safe as $$
    -- Words in the form of to_tsquery, as they would be stemmed in any of these languages.
    select string_agg(distinct '(' || stemmed.words::text || ')', ' | ')::tsquery
    from unnest(languages) as language
    cross join lateral (select to_tsquery(word_config(language), wanted) as words) as stemmed
    where numnode(stemmed.words) > 0
$$;

create function likely_turns(wanted tsquery) returns float8 language plpgsql as $$
    -- In how many turns that is said, as the planner's statistics have it: in no time, and wrong by some factor.
declare
    plan json;
begin
    execute format('explain (format json) select from turn where said_words(language, body) @@ %L::tsquery', wanted)
        into plan;
    return plan->0->'Plan'->>'Plan Rows';
end
$$;

alter table transcript add column language text not null default 'en'; -- word_language of the call's
create index transcript_language on transcript (language);
alter table turn add column language text not null default 'en'; -- the same: an index sees only its own row
update transcript set language = word_language(call.language)
from call where call.id = transcript.call_id and word_language(call.language) <> 'en';
update turn set language = transcript.language
from transcript where transcript.id = turn.transcript_id and transcript.language <> 'en';
drop index turn_words;
create index turn_words on turn using gin (transcript_id, said_words(language, body)) with (fastupdate = off);

create index call_account_part on call using gin (lower(account) gin_trgm_ops) with (fastupdate = off);
create index call_product_part on call using gin (lower(product) gin_trgm_ops) with (fastupdate = off);
create index person_ours on person (lower(name)) where is_internal;
create statistics call_names on lower(account), lower(product) from call; -- so that the planner knows how rare one is

------------------------------------------------------------------------------------------------
-- What stands

create table standing ( -- one rep on one call, and what one scorer says of them now: the newest of each part on the
                        -- current transcript. Kept by triggers; `standings` below says how a row comes about
    call_id bigint not null references call on delete cascade,
    transcript_id bigint not null,
    speaker_id text, -- null: none of ours spoke; a call with nobody on it has no row
    person_id bigint,
    place smallint not null, -- among ours on the call; 0: whom it is about, if nobody else is asked for
    role text not null, -- counts when there is no person
    scorer text, -- null: nobody judged them
    is_first boolean not null, -- of a rep's scorers the one to be shown: a judge, the newest
    started_at timestamptz not null,
    call_type text not null,
    is_invented boolean not null,
    discovery smallint,
    product_knowledge smallint,
    objection_handling smallint,
    engagement smallint,
    lowest smallint generated always as (least(discovery, product_knowledge, objection_handling, engagement)) stored,
    judged_as text, -- the role that the scorer took them for
    parts text[] not null, -- what there is of the scorer, the narrative among them
    analyses bigint[] not null, -- those parts' ids, in the same order
    findings text[] not null, -- objection, objection:pricing:not, win:legal:blocked, claim:wrong, agenda:2, agenda:seen
    unique nulls not distinct (call_id, speaker_id, scorer)
);

create function standings(call) returns setof standing language sql stable as $$
    select $1.id, $1.transcript_id, rep.speaker_id, rep.person_id, coalesce(rep.place, 0), coalesce(rep.role, 'unknown'),
        judged.scorer, coalesce(judged.rank, 1) = 1, $1.started_at, $1.call_type, $1.is_invented,
        judged.discovery, judged.product_knowledge, judged.objection_handling, judged.engagement, null::smallint,
        judged.judged_as, coalesce(judged.parts, '{}'), coalesce(judged.analyses, '{}'), coalesce(found.tags, '{}')
    from (values (1)) as always (one)
    left join lateral (
        select participant.speaker_id, participant.person_id, participant.role,
            (row_number() over (
                order by participant.person_id is not distinct from $1.owner_id desc, participant.position) - 1
            )::smallint as place
        from participant
        where participant.call_id = $1.id and participant.side = 'us' and participant.label is not null
    ) as rep on true
    left join lateral (
        select newest.scorer,
            row_number() over (order by starts_with(newest.scorer, 'keyword:'), max(newest.id) desc) as rank,
            max(newest.score) filter (where newest.part = 'discovery') as discovery,
            max(newest.score) filter (where newest.part = 'product_knowledge') as product_knowledge,
            max(newest.score) filter (where newest.part = 'objection_handling') as objection_handling,
            max(newest.score) filter (where newest.part = 'engagement') as engagement,
            (array_agg(newest.role order by newest.id desc))[1] as judged_as,
            array_agg(newest.part order by newest.part) as parts,
            array_agg(newest.id order by newest.part) as analyses
        from (
            select distinct on (analysis.scorer, analysis.part) analysis.id, analysis.scorer, analysis.part,
                analysis.score, analysis.role
            from analysis
            where analysis.transcript_id = $1.transcript_id and analysis.speaker_id = rep.speaker_id
            order by analysis.scorer, analysis.part, analysis.id desc
        ) as newest
        group by newest.scorer
        having bool_or(newest.part <> 'narrative')
    ) as judged on true
    left join lateral (
        select array_agg(distinct tag.name order by tag.name) as tags
        from (
            select unnest(array['objection', 'objection:' || type, 'objection::' || handling,
                'objection:' || type || ':' || handling])
            from objection where analysis_id = any (judged.analyses)
            union all
            select unnest(array['win:' || win, 'win::' || state, 'win:' || win || ':' || state])
            from win where analysis_id = any (judged.analyses)
            union all
            select 'claim:' || verdict from claim where analysis_id = any (judged.analyses)
            union all
            select criterion || ':' || coalesce(level::text, sighting)
            from criterion_result
            where analysis_id = any (judged.analyses) and coalesce(level::text, sighting) is not null
        ) as tag (name)
    ) as found on true
    where $1.transcript_id is not null and exists (select from participant where participant.call_id = $1.id)
$$;

create function keep_standing(calls bigint[]) returns void language plpgsql as $$
declare
    one bigint;
begin
    -- One by one, as the plan for one call is made once and kept; in order, so that two never wait for each other.
    for one in select distinct id from unnest(calls) as id order by id loop
        -- Two who judge parts of one call at once: the second waits here, and then sees what the first one stored.
        perform from call where call.id = one for no key update;
        delete from standing where standing.call_id = one;
        insert into standing (call_id, transcript_id, speaker_id, person_id, place, role, scorer, is_first, started_at,
            call_type, is_invented, discovery, product_knowledge, objection_handling, engagement, judged_as, parts,
            analyses, findings)
        select now.call_id, now.transcript_id, now.speaker_id, now.person_id, now.place, now.role, now.scorer,
            now.is_first, now.started_at, now.call_type, now.is_invented, now.discovery, now.product_knowledge,
            now.objection_handling, now.engagement, now.judged_as, now.parts, now.analyses, now.findings
        from call cross join lateral standings(call) as now
        where call.id = one;
    end loop;
end
$$;

create function keep_standing_of_rows() returns trigger language plpgsql as $$
begin
    perform keep_standing((select array_agg(distinct call_id) from changed));
    return null;
end
$$;

create function keep_standing_of_calls() returns trigger language plpgsql as $$
begin
    perform keep_standing((
        select array_agg(call.id) from changed as call join before on before.id = call.id
        where call.transcript_id is not null
            and exists (select from participant where participant.call_id = call.id) -- else they are about to come
            and (call.transcript_id, call.owner_id, call.started_at, call.call_type, call.is_invented)
            is distinct from (before.transcript_id, before.owner_id, before.started_at, before.call_type,
                before.is_invented)));
    return null;
end
$$;

create trigger keep_standing after update on call
    referencing old table as before new table as changed for each statement execute function keep_standing_of_calls();
create trigger keep_standing_new after insert on participant
    referencing new table as changed for each statement execute function keep_standing_of_rows();
create trigger keep_standing_changed after update on participant
    referencing new table as changed for each statement execute function keep_standing_of_rows();
create trigger keep_standing_gone after delete on participant
    referencing old table as changed for each statement execute function keep_standing_of_rows();
create trigger keep_standing_new after insert on analysis
    referencing new table as changed for each statement execute function keep_standing_of_rows();
create trigger keep_standing_changed after update on analysis
    referencing new table as changed for each statement execute function keep_standing_of_rows();
create trigger keep_standing_gone after delete on analysis
    referencing old table as changed for each statement execute function keep_standing_of_rows();

select keep_standing((select array_agg(id) from call));

create index standing_transcript on standing (transcript_id);
create index standing_person on standing (person_id, started_at, call_id);
create index standing_recent on standing (started_at, call_id) where is_first;
create index standing_type on standing (call_type, started_at, call_id) where is_first;
create index standing_lowest on standing (coalesce(lowest, 101::smallint), started_at desc, call_id desc)
    where is_first;
create index standing_discovery on standing (coalesce(discovery, 101::smallint), started_at desc, call_id desc)
    where is_first;
create index standing_product_knowledge on standing (coalesce(product_knowledge, 101::smallint), started_at desc, call_id desc)
    where is_first;
create index standing_objection_handling on standing (coalesce(objection_handling, 101::smallint), started_at desc, call_id desc)
    where is_first;
create index standing_engagement on standing (coalesce(engagement, 101::smallint), started_at desc, call_id desc)
    where is_first;
create index standing_findings on standing using gin (findings) with (fastupdate = off) where is_first;

commit;
