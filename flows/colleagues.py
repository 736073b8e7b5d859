"""Who of ours is judged on a call that arrived or that a week is made of: its owner, and whoever had their share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from analysis.engine import Wanted
from analysis.scorecards import reps
from db.calls import find_call, load_transcript
from db.database import Session
from gong.model import Utterance
from knowledge.rubric import Role
from knowledge.scorecard import Rep

SHARE: Final = 0.2
"""Of what our side said: whoever said less was there to listen or to help out, and would be judged for a few turns."""


async def judged_on(db: Session, call: str, *, with_colleagues: bool) -> tuple[Wanted, ...]:
    """The scorecards that a stored call is to have, that of the one whom it belongs to first.

    Where nobody of ours spoke it is that one alone, and whoever judges it is told why it cannot be.

    Raises:
        StorageError: the database went away.
    """
    owners = Wanted(call=call)
    record = await find_call(db, call) if with_colleagues else None
    if record is None or not (ours := reps(record))[1:]:
        return (owners,)
    transcript = await load_transcript(db, record.transcript_id)
    others = colleagues(transcript.utterances, ours[0], ours[1:])
    return (owners, *(Wanted(call=call, rep=rep.label) for rep in others))


def colleagues(said: Iterable[Utterance], owner: Rep, others: Sequence[Rep]) -> tuple[Rep, ...]:
    """Those of the `others` on our side whose role is known and who said a fifth or more of what our side said.

    Without a role it is not known what to expect of somebody, so they are judged only when somebody asks for it.
    """
    letters = Counter[str]()
    for utterance in said:
        letters[utterance.speaker] += len(utterance.text)
    ours = sum(letters[rep.speaker] for rep in (owner, *others))
    return tuple(rep for rep in others if rep.role is not Role.UNKNOWN and letters[rep.speaker] >= SHARE * max(ours, 1))
