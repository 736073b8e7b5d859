"""How many tokens a text will be is estimated offline, rather too high than too low."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.tokens import estimate
from analysis.transcript import canonical, render
from gong.model import Call
from tests.analysis.desk import everything

CLAUDE_CHARACTERS_PER_TOKEN = 2.835
"""Measured on transcripts rendered as ours are, of long turns: 2.78 to 2.88. Short turns make more of it."""
WITHOUT_NETWORK = """
import os, sys
def refuse(event, arguments):
    if event.startswith(("socket.", "urllib.")) or (event == "open" and "tiktoken_cache" in str(arguments[0])):
        os._exit(3)
sys.addaudithook(refuse)
from analysis.tokens import estimate
print(estimate("What happens when the feed is late?"))
"""


@pytest.mark.parametrize("call", everything().calls, ids=lambda call: call.title)
def test_a_call_is_estimated_at_little_more_than_what_claude_makes_of_it(call: Call) -> None:
    text = render(canonical(call).utterances, {speaker.id: speaker for speaker in call.speakers})
    assert 1.0 <= estimate(text) / (len(text) / CLAUDE_CHARACTERS_PER_TOKEN) <= 1.3


def test_nothing_is_ever_downloaded() -> None:
    root = Path(__file__).parents[2]
    asked = subprocess.run(
        [sys.executable, "-c", WITHOUT_NETWORK], cwd=root, capture_output=True, text=True, check=True
    )
    assert asked.stdout == "12\n"


def test_no_text_is_no_tokens() -> None:
    assert estimate("") == 0


@pytest.mark.parametrize("text", ["<|endoftext|>", "\ud800", "予算は来年の四月まで決まりません", "😀" * 50, "\x00\x07"])
def test_strange_text_is_estimated_like_any_other(text: str) -> None:
    assert 1 <= estimate(text) <= 6 * len(text)


@pytest.mark.parametrize("text", ["a" * 100_000, " " * 100_000, "ab" * 50_000, "é" * 50_000])
def test_endless_repetition_takes_no_time(text: str) -> None:
    started = time.perf_counter()
    assert estimate(text) > 0
    assert time.perf_counter() - started < 1


@given(st.text(st.characters(codec=None)))
def test_any_text_has_an_estimate_and_more_text_has_no_lower_one(text: str) -> None:
    assert estimate(text + "\nAnd what happens then?") > estimate(text)
