"""A role that a person sets is what the rep is judged by, from the next analysis on."""

from __future__ import annotations

from analysis.engine import Wanted
from analysis.intake import take_in
from db.database import Database
from db.roster import Listing, set_people
from knowledge.rubric import Role
from tests.analysis.desk import FIRST_CALL, bundled, claude_engine, exported, stock
from tests.standins.claude import ClaudeStandin

FIRST = Wanted(call=FIRST_CALL)


async def test_a_changed_role_is_judged_anew_and_the_old_role_is_still_known(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        as_ae = await engine.analyze(FIRST)
        email = as_ae.rep.email
        assert email
        await set_people(database, [Listing(email=email, role=Role.SE)], by_hand=True)
        await take_in(database, exported(*bundled(FIRST_CALL)))
        as_se = await engine.analyze(FIRST)
        assert not as_se.cached
        assert (as_se.rep.role, as_se.rep.role_reason) == (Role.SE, "set by hand")
        assert as_se.results != as_ae.results
        await set_people(database, [Listing(email=email, role=Role.AE)], by_hand=True)
        again = await engine.analyze(FIRST)
    assert again.cached
    assert again.results == as_ae.results


async def test_somebody_whose_role_is_not_known_is_judged_by_what_everybody_owes_and_it_is_said(
    database: Database, claude_standin: ClaudeStandin
) -> None:
    library = await stock(database, *bundled(FIRST_CALL))
    async with claude_engine(database, claude_standin, library) as engine:
        email = (await engine.case(FIRST)).rep.email
        assert email
        await set_people(database, [Listing(email=email, role=Role.UNKNOWN)], by_hand=True)
        card = await engine.analyze(FIRST)
    asked = {finding.criterion for result in card.results for finding in result.findings}
    neutral = {
        criterion.id
        for rubric in library.rubrics.values()
        for criterion in rubric.criteria
        if criterion.is_asked_of(Role.UNKNOWN)
    }
    assert asked
    assert asked <= neutral
    assert card.notes[0].startswith("Role not known (set by hand)")
