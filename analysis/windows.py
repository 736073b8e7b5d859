"""The sliding window: how a long call is cut into overlapping stretches that can be judged alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gong.model import Utterance

PLANNER_VERSION = "1"
"""Changes when the same transcript would be cut elsewhere."""

SEARCHED_SHARE = 0.2
"""A cut is made at the longest silence in this last share of a window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Utterances `start` up to, not including, `end`."""

    start: int
    end: int


def plan(utterances: Sequence[Utterance], tokens: Sequence[int], *, limit: int, overlap: int) -> tuple[Window, ...]:
    """Cut on turn boundaries into windows of at most `limit` tokens that share about `overlap` tokens.

    A cut goes to the longest silence near the end of a window: people break there, and a word changed
    somewhere else does not move it, so the other windows stay what they were. A turn longer than the
    limit is a window of its own.

    Args:
        utterances: the canonical turns.
        tokens: the estimated tokens of each, in the same order.
        limit: the most tokens of a window.
        overlap: about how many tokens of a window the next one repeats; less than half the limit.
    """
    windows: list[Window] = []
    start = done = 0  # `done` is how far the windows reach so far
    while done < len(utterances):
        full = _last_that_fits(tokens, start, limit)
        if full <= done:  # what it repeats leaves no room for the next turn, which is very long
            start, full = done, _last_that_fits(tokens, done, limit)
        end = (
            full if full == len(utterances) else _quietest_cut(utterances, tokens, Window(start=start, end=full), done)
        )
        windows.append(Window(start=start, end=end))
        start, done = max(_step_back(tokens, end, overlap), start + 1), end
    return tuple(windows)


def _last_that_fits(tokens: Sequence[int], start: int, limit: int) -> int:
    total, end = tokens[start], start + 1
    while end < len(tokens) and total + tokens[end] <= limit:
        total += tokens[end]
        end += 1
    return end


def _quietest_cut(utterances: Sequence[Utterance], tokens: Sequence[int], full: Window, done: int) -> int:
    searched = SEARCHED_SHARE * sum(tokens[full.start : full.end])
    candidates, seen = [full.end], 0
    for cut in range(full.end - 1, max(full.start, done), -1):
        seen += tokens[cut]
        if seen > searched:
            break
        candidates.append(cut)
    return max(candidates, key=lambda cut: utterances[cut].start_ms - utterances[cut - 1].end_ms)


def _step_back(tokens: Sequence[int], end: int, overlap: int) -> int:
    total, start = 0, end
    while start > 0 and total + tokens[start - 1] <= overlap:
        start -= 1
        total += tokens[start]
    return start
