"""Who is judged beside the one whom a call belongs to: whoever had their share in it and whose role is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.colleagues import colleagues
from gong.model import Sentence, SpeakerId, Turn
from knowledge.rubric import Role
from knowledge.scorecard import Rep
from tests.analysis.desk import DEMO, bundled

(CALL,) = bundled(DEMO)


def rep(speaker: str, role: Role) -> Rep:
    return Rep(speaker=speaker, label=speaker, name=speaker, email=None, role=role, role_reason="said so")


def turn(speaker: str, letters: int) -> Turn:
    return Turn(speaker=SpeakerId(speaker), sentences=(Sentence(start_ms=0, end_ms=1, text="x" * letters),))


@pytest.mark.parametrize(
    ("role", "letters", "is_judged"),
    [(Role.SE, 25, True), (Role.SE, 24, False), (Role.SE, 0, False), (Role.UNKNOWN, 400, False), (Role.AE, 400, True)],
)
def test_a_fifth_of_what_our_side_said_is_a_share(role: Role, letters: int, *, is_judged: bool) -> None:
    call = replace(CALL, turns=(turn("R1", 100), turn("customer", 900), turn("R2", letters)))
    other = rep("R2", role)
    assert colleagues(call, rep("R1", Role.AE), [other]) == ((other,) if is_judged else ())


def test_a_call_on_which_nobody_of_ours_said_anything_is_nobody_elses() -> None:
    assert colleagues(replace(CALL, turns=()), rep("R1", Role.AE), [rep("R2", Role.SE)]) == ()
