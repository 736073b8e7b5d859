"""Who is judged beside the one whom a call belongs to: whoever had their share in it and whose role is known."""

from __future__ import annotations

import pytest

from flows.colleagues import colleagues
from gong.model import SpeakerId, Utterance
from knowledge.rubric import Role
from knowledge.scorecard import Rep


def rep(speaker: str, role: Role) -> Rep:
    return Rep(speaker=speaker, label=speaker, name=speaker, email=None, role=role, role_reason="said so")


def said(speaker: str, letters: int) -> Utterance:
    return Utterance(seq=1, speaker=SpeakerId(speaker), label=speaker, text="x" * letters, spans=())


@pytest.mark.parametrize(
    ("role", "letters", "is_judged"),
    [(Role.SE, 25, True), (Role.SE, 24, False), (Role.SE, 0, False), (Role.UNKNOWN, 400, False), (Role.AE, 400, True)],
)
def test_a_fifth_of_what_our_side_said_is_a_share(role: Role, letters: int, *, is_judged: bool) -> None:
    utterances = (said("R1", 100), said("customer", 900), said("R2", letters))
    other = rep("R2", role)
    assert colleagues(utterances, rep("R1", Role.AE), [other]) == ((other,) if is_judged else ())


def test_a_call_on_which_nobody_of_ours_said_anything_is_nobody_elses() -> None:
    assert colleagues((), rep("R1", Role.AE), [rep("R2", Role.SE)]) == ()
