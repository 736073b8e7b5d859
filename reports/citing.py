"""Shows picked moments: the exchange, when it was, and where to hear it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from analysis.transcript import clock, visible
from db.digests import CallOfWeek, SaidTurn
from gong.model import Side, Utterance
from reports.digest import Line, Moment
from reports.moments import GAP, gong_link, web_address
from reports.picks import Pick, Place
from reports.words import first_words

YOU: Final = "You"
LONGEST: Final = 100
"""Characters of one side of an exchange: a mail is read on the way to a call."""
ENOUGH: Final = 60
"""Characters that say as much as more would."""


class Citing:
    """Cites from the calls of a week.

    `turns` are those at hand; `pages` are addresses of calls' own pages, for calls that have no page in Gong.
    """

    def __init__(
        self, calls: Iterable[CallOfWeek], turns: Iterable[SaidTurn], pages: Mapping[int, str] | None = None
    ) -> None:
        calls = tuple(calls)
        self._calls = {call.call_id: call for call in calls}
        self._labels = {(call.call_id, call.person_id): call.label for call in calls}
        self._turns: dict[Place, SaidTurn] = {(turn.transcript_id, turn.said.seq): turn for turn in turns}
        self._pages = pages or {}

    def title(self, call_id: int) -> str:
        call = self._calls.get(call_id)
        return (visible(call.title) if call else "") or "A call without a title"

    def moment(self, pick: Pick) -> Moment | None:
        """When it was said, and where to hear it; without a clock for what was not said. None: the call is not here."""
        call = self._calls.get(pick.call_id)
        if not call:
            return None
        said = self._exchange(pick)
        if not said:
            return Moment(call=self.title(pick.call_id), clock="", until="", href=self._page(call))
        start, end = said[0].said.start_ms, said[-1].said.end_ms
        return Moment(
            call=self.title(pick.call_id),
            clock=clock(start),
            until=clock(end),
            href=self._href(call, said[0].said.seq, start, end),
        )

    def lines(self, pick: Pick, person_id: int) -> tuple[Line, ...]:
        """The exchange in the order in which it was said, a sentence of each side, as that person is told of it."""
        own = self._labels.get((pick.call_id, person_id))
        said = self._exchange(pick)
        return tuple(
            Line(
                who=YOU if turn.said.label == own else visible(turn.name),
                text=_sentence(turn.said, pick.near if turn.said.seq == pick.turn else None, at_end=turn is said[0]),
            )
            for turn in said
        )

    def _exchange(self, pick: Pick) -> tuple[SaidTurn, ...]:
        """The turn that was pointed to and the other side's nearest one, in order."""
        pointed = None if pick.turn is None else self._turns.get((pick.transcript_id, pick.turn))
        near = [turn for seq in pick.around if (turn := self._turns.get((pick.transcript_id, seq)))]
        if pointed is None:
            return tuple(near[:1])
        ours = pointed.side is Side.US
        other = next((turn for turn in near if (turn.side is Side.US) is not ours and _fits(turn, pointed)), None)
        return tuple(sorted([pointed, *([other] if other else [])], key=_order))

    def _page(self, call: CallOfWeek) -> str | None:
        return self._pages.get(call.call_id) or (None if call.is_invented else web_address(call.url))

    def _href(self, call: CallOfWeek, turn: int, start_ms: int, end_ms: int) -> str | None:
        page = self._page(call)
        if page and call.call_id in self._pages:
            return f"{page}#t{turn}"
        return gong_link(page, start_ms, end_ms)


def _fits(turn: SaidTurn, pointed: SaidTurn) -> bool:
    """A customer is quoted before our words, and ours after a customer's."""
    before = turn.said.seq < pointed.said.seq
    return before if pointed.side is Side.US else not before


def _order(turn: SaidTurn) -> int:
    return turn.said.seq


def _worth(piece: str, order: int) -> tuple[bool, int, int]:
    """A question tells most, then what is not just a word or two, then what is nearer to the other side's words."""
    return piece.endswith("?"), min(len(piece), ENOUGH), order


def _sentence(said: Utterance, near: int | None, *, at_end: bool) -> str:
    """One sentence of a turn: the one that holds the character `near`, else the last or the first that says much."""
    starts = [span.start_char for span in said.spans]
    pieces = [said.text[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]
    if near is not None:
        at = max((index for index, start in enumerate(starts) if start <= near), default=0)
    else:
        at = max(range(len(pieces)), key=lambda index: _worth(pieces[index], index if at_end else -index))
    text = visible(pieces[at])
    return text if len(text) <= LONGEST else f"{first_words(text, LONGEST)} {GAP}"
