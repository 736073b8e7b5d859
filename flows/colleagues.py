"""Who of ours is judged on a call that arrived, beside the one whom it belongs to. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from gong.model import Call
from knowledge.rubric import Role
from knowledge.scorecard import Rep

SHARE: Final = 0.2
"""Of what our side said: whoever said less was there to listen or to help out, and would be judged for a few turns."""


def colleagues(call: Call, owner: Rep, others: Sequence[Rep]) -> tuple[Rep, ...]:
    """Those of the `others` on our side whose role is known and who said a fifth or more of what our side said.

    Without a role it is not known what to expect of somebody, so they are judged only when somebody asks for it.
    """
    said = Counter[str]()
    for turn in call.turns:
        said[turn.speaker] += len(turn.text)
    ours = sum(said[rep.speaker] for rep in (owner, *others))
    return tuple(rep for rep in others if rep.role is not Role.UNKNOWN and said[rep.speaker] >= SHARE * max(ours, 1))
