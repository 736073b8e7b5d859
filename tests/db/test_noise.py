"""What was measured of scorers is kept, and never mixed between two of them."""

from __future__ import annotations

import pytest

from db.database import Database
from db.errors import StorageError
from db.noise import Asked, Evaluation, Spread, evaluations, newest_noise, save_evaluation
from knowledge.rubric import Dimension

CLAUDE, OTHER = "claude:one:medium", "claude:two:medium"


def evaluation(scorer: str = CLAUDE, *, first: int = 1, **noise: tuple[float, int]) -> Evaluation:
    return Evaluation(
        scorer=scorer,
        made_with={"prompt": "p"},
        first_generation=first,
        runs=3,
        calls={"01-harbour": "f" * 64},
        report={"calls": 1},
        noise={Dimension(name): Spread(spread=spread, degrees=degrees) for name, (spread, degrees) in noise.items()},
    )


async def test_the_newest_measurement_of_each_dimension_counts(database: Database) -> None:
    await save_evaluation(database, evaluation(discovery=(3.5, 20), engagement=(2.0, 20)))
    await save_evaluation(database, evaluation(discovery=(4.5, 30)))
    noise = await newest_noise(database, CLAUDE, fewest=10)
    assert {name: (item.spread, item.degrees) for name, item in noise.items()} == {
        Dimension.DISCOVERY: (4.5, 30),
        Dimension.ENGAGEMENT: (2.0, 20),
    }


async def test_a_measurement_on_few_repeats_does_not_replace_one_on_many(database: Database) -> None:
    await save_evaluation(database, evaluation(discovery=(3.5, 20)))
    await save_evaluation(database, evaluation(discovery=(0.0, 2)))
    noise = await newest_noise(database, CLAUDE, fewest=10)
    assert noise[Dimension.DISCOVERY].spread == 3.5


async def test_two_scorers_are_kept_apart(database: Database) -> None:
    await save_evaluation(database, evaluation(CLAUDE, discovery=(3.5, 20)))
    assert await newest_noise(database, OTHER, fewest=10) == {}
    assert await evaluations(database, OTHER) == ()


async def test_earlier_evaluations_are_known_newest_first(database: Database) -> None:
    await save_evaluation(database, evaluation())
    await save_evaluation(database, evaluation(first=4))
    calls = {"01-harbour": "f" * 64}
    assert await evaluations(database, CLAUDE) == (
        Asked(first_generation=4, runs=3, calls=calls),
        Asked(first_generation=1, runs=3, calls=calls),
    )


async def test_an_evaluation_with_an_impossible_noise_is_not_kept_at_all(database: Database) -> None:
    with pytest.raises(StorageError):
        await save_evaluation(database, evaluation(discovery=(-1.0, 20)))
    assert await evaluations(database, CLAUDE) == ()
