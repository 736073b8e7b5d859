"""The question before money is spent, at a terminal: what is typed counts, and whoever wants to leave can."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys

import pytest

from tests.coaching_mcp.shell import ROOT

ASKS = """
import asyncio
from decimal import Decimal
from analysis.settings import Settings
from coaching_mcp.asides import confirm
from coaching_mcp.errors import NotConfirmed

try:
    asyncio.run(confirm("2 calls", Decimal(1), Settings(), yes=False))
    print("agreed")
except NotConfirmed as refusal:
    print(refusal)
"""
ENDS = b"\x04"
"""What Ctrl-D sends."""


def answered(typed: bytes | signal.Signals) -> tuple[str, str]:
    """What standard output gets after that, which is no terminal, and what the terminal showed before."""
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}  # noqa: TID251 (a test)
    asking = subprocess.Popen(
        [sys.executable, "-c", ASKS], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=environment, text=True
    )
    shown = b""
    try:
        while b"[y/N]" not in shown:
            assert select.select([ours], [], [], 20)[0], "nobody sees the question"
            shown += os.read(ours, 4096)
        asking.send_signal(typed) if isinstance(typed, signal.Signals) else os.write(ours, typed)
        return asking.communicate(timeout=10)[0], shown.decode()
    finally:
        asking.kill()
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (b"y\n", "agreed\n"),
        (b"\n", "Nothing was sent. Unset ANTHROPIC_API_KEY for the free keyword reading.\n"),
        (ENDS, "Nothing was sent. Unset ANTHROPIC_API_KEY for the free keyword reading.\n"),
        (signal.SIGINT, ""),
    ],
    ids=["yes", "return", "Ctrl-D", "Ctrl-C"],
)
def test_money_is_spent_only_by_a_yes_and_the_question_is_asked_beside_the_answer(
    typed: bytes | signal.Signals, said: str
) -> None:
    answer, shown = answered(typed)
    assert answer == said
    assert "would judge 2 calls for about $1.00" in shown
