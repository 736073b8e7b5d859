"""A screenplay becomes timed talk, and one that breaks the format is refused with the line and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from gong.screenplay import BadScreenplay, Screenplay, read_screenplay

GOOD = """# a comment
id: 1
title: T
started: 2026-10-05T10:00:00-07:00
purpose: Demo
account: A
opportunity: O
stage: S
product: P
host: ana@us.example
language: eng

people:
Ana Silva | us | ana@us.example | AE | 120
Bo Ek | customer | bo@a.example | CTO | 60

transcript:
(topic: Price)
Ana: One two. Three four!
(pause 2)
Bo: Five?
(overlap 0.5)
Ana: Six: seven
"""


def play(tmp_path: Path, text: str) -> Screenplay:
    path = tmp_path / "01-test.txt"
    path.write_text(text, encoding="utf-8")
    return read_screenplay(path)


def test_times_follow_from_words_pace_and_directions(tmp_path: Path) -> None:
    written = play(tmp_path, GOOD)
    assert written.monologues == [
        {
            "speakerId": "11",
            "topic": "Price",
            "sentences": [
                {"start": 0, "end": 1_000, "text": "One two."},
                {"start": 1_120, "end": 2_120, "text": "Three four!"},
            ],
        },
        {"speakerId": "12", "topic": "Price", "sentences": [{"start": 4_470, "end": 5_470, "text": "Five?"}]},
        {"speakerId": "11", "topic": "Price", "sentences": [{"start": 5_320, "end": 6_320, "text": "Six: seven"}]},
    ]
    assert written.end_ms == 6_320


def test_the_host_is_one_of_the_people(tmp_path: Path) -> None:
    host = play(tmp_path, GOOD).host
    assert host is not None
    assert host.name == "Ana Silva"


def test_a_pause_has_an_end(tmp_path: Path) -> None:
    written = play(tmp_path, GOOD.replace("(pause 2)", "(pause 9000)"))
    assert written.end_ms == 6_320 + 88_000


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("stage: S\n", "", "1: add to the header: stage"),
        ("stage: S", "stadium: S", "8: expected one of"),
        ("stage: S", "stage", "8: expected one of"),
        ("| 60", "", "15: write 'Name"),
        ("| 60", "| fast", "15: write 'Name"),
        ("| 60", "| nan", "15: write 'Name"),
        ("| customer", "| them", "15: write 'Name"),
        ("Bo Ek", "", "15: write 'Name"),
        ("Bo Ek", "Ana Ek", "15: a second Ana"),
        ("host: ana@us.example", "host: al@us.example", "1: add the host to the people"),
        ("Bo: Five?", "Bob: Five?", "21: a line starts with one of"),
        ("Bo: Five?", "Bo:", "21: a line starts with one of"),
        ("(pause 2)", "(pause 1.2.3)", "20: a line starts with one of"),
        ("(pause 2)", "(laughs)", "20: a line starts with one of"),
    ],
)
def test_a_broken_screenplay_is_refused_with_the_line_and_the_mend(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(BadScreenplay) as caught:
        play(tmp_path, GOOD.replace(old, new, 1))
    assert str(caught.value).startswith(f"01-test.txt:{complaint}")
