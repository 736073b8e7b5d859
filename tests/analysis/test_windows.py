"""A long call is read in parts that overlap, cut where people pause, and a change in one part leaves the others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.tokens import estimate
from analysis.transcript import canonical, clock
from analysis.windows import SEARCHED_SHARE, Window, plan
from gong.model import Turn, Utterance
from tests.analysis.desk import everything
from tests.builders import call_with, turn

LONG_CALLS = {call.id[-2:]: canonical(call) for call in everything().calls if call.id[-2:] in {"08", "15"}}


def talk(turns: int, *, pauses: Sequence[int] = (), step: int = 10_000) -> tuple[Utterance, ...]:
    """Turns of the same length; before each of `pauses` there is a silence of a minute."""
    said: list[Turn] = []
    at = 0
    for number in range(turns):
        at += 60_000 if number in pauses else 0
        said.append(turn("RC"[number % 2] + "1", f"Turn {number}.", at, at + step - 500))
        at += step
    return canonical(call_with(said)).utterances


def size(tokens: Sequence[int], window: Window) -> int:
    return sum(tokens[window.start : window.end])


def test_a_call_that_fits_is_one_window() -> None:
    assert plan(talk(10), [100] * 10, limit=1_000, overlap=100) == (Window(start=0, end=10),)


def test_a_call_without_words_has_no_window() -> None:
    assert plan((), (), limit=1_000, overlap=100) == ()


def test_windows_share_about_as_much_as_was_asked_for() -> None:
    windows = plan(talk(100), [100] * 100, limit=2_000, overlap=300)
    assert all(
        size([100] * 100, Window(start=after.start, end=before.end)) == 300 for before, after in pairwise(windows)
    )


def test_a_window_ends_where_people_were_silent_for_longest() -> None:
    windows = plan(talk(40, pauses=[10, 17]), [100] * 40, limit=2_000, overlap=200)
    assert windows[0] == Window(start=0, end=17)


def test_a_silence_too_early_in_a_window_does_not_end_it() -> None:
    windows = plan(talk(40, pauses=[5]), [100] * 40, limit=2_000, overlap=200)
    assert windows[0].end > 20 * (1 - SEARCHED_SHARE) - 1


def test_a_turn_longer_than_a_window_is_one_by_itself() -> None:
    tokens = [100] * 10 + [5_000] + [100] * 10
    windows = plan(talk(21), tokens, limit=1_000, overlap=200)
    assert Window(start=10, end=11) in windows
    assert {at for window in windows for at in range(window.start, window.end)} == set(range(21))


def test_after_a_very_long_turn_the_next_window_does_not_repeat_it() -> None:
    tokens = [100] * 5 + [990] + [100] * 5
    windows = plan(talk(11), tokens, limit=1_000, overlap=300)
    assert all(size(tokens, window) <= 1_000 for window in windows)


@pytest.mark.parametrize("call", sorted(LONG_CALLS))
def test_real_talk_is_cut_into_windows_that_keep_the_rules(call: str) -> None:
    said = LONG_CALLS[call].utterances
    windows = plan(said, tokens_of(said), limit=6_000, overlap=500)
    assert len(windows) == 4
    check_rules(windows, tokens_of(said), limit=6_000, overlap=500)
    assert all(size(tokens_of(said), window) >= 4_800 for window in windows[:-1])


@pytest.mark.parametrize("call", sorted(LONG_CALLS))
def test_a_word_changed_in_one_place_leaves_the_other_windows_as_they_were(call: str) -> None:
    said = LONG_CALLS[call].utterances
    tokens = tokens_of(said)
    before = plan(said, tokens, limit=6_000, overlap=500)
    kept = changed = 0
    for at in range(len(said)):
        for more in (-3, 1, 4):
            after = plan(said, [*tokens[:at], max(1, tokens[at] + more), *tokens[at + 1 :]], limit=6_000, overlap=500)
            others = [window for window in before if not window.start <= at < window.end]
            kept += set(others) <= set(after)
            changed += 1
    assert kept >= 0.99 * changed


@given(
    st.lists(st.integers(0, 400) | st.integers(0, 30_000), max_size=120),
    st.integers(1, 5_000),
    st.integers(0, 2_400),
)
def test_any_call_is_covered_by_windows_that_advance(tokens: list[int], limit: int, overlap: int) -> None:
    said = talk(len(tokens), pauses=range(0, len(tokens), 7))
    windows = plan(said, tokens, limit=limit, overlap=overlap)
    check_rules(windows, tokens, limit=limit, overlap=min(overlap, limit))


def check_rules(windows: Sequence[Window], tokens: Sequence[int], *, limit: int, overlap: int) -> None:
    covered = {at for window in windows for at in range(window.start, window.end)}
    assert covered == set(range(len(tokens)))
    for window in windows:
        assert size(tokens, window) <= limit or window.end - window.start == 1
    for before, after in pairwise(windows):
        assert before.start < after.start <= before.end < after.end
        assert size(tokens, Window(start=after.start, end=before.end)) <= overlap


def tokens_of(said: Sequence[Utterance]) -> list[int]:
    return [estimate(f"[{item.seq}|{clock(item.start_ms)}] {item.label}: {item.text}\n") for item in said]
