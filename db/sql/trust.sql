-- name: insert_evaluation
-- An evaluation, with the noise it found.
with born as (
    insert into evaluation (scorer, made_with, first_generation, runs, calls, report)
    values (%(scorer)s::text, %(made_with)s::jsonb, %(first_generation)s::integer, %(runs)s::integer,
        %(calls)s::jsonb, %(report)s::jsonb)
    returning id
)
insert into noise (evaluation_id, dimension, spread, degrees)
select born.id, item.*
from born, jsonb_to_recordset(%(noise)s::jsonb) as item (dimension text, spread real, degrees integer);

-- name: evaluations
-- What was asked in earlier evaluations of a scorer, newest first.
select first_generation, runs, calls::text
from evaluation
where scorer = %(scorer)s::text
order by id desc;

-- name: newest_noise
-- For each dimension the noise of the newest evaluation of a scorer that measured it on enough repeats.
select distinct on (noise.dimension) noise.dimension, noise.spread::double precision as spread, noise.degrees,
    evaluation.at
from noise
join evaluation on evaluation.id = noise.evaluation_id
where evaluation.scorer = %(scorer)s::text and noise.degrees >= %(fewest)s::integer
order by noise.dimension, noise.evaluation_id desc;
