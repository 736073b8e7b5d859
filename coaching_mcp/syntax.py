"""What may be typed for people, rubrics and disputes: the commands that have actions."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

ROLES = ("ae", "se", "csm", "support", "unknown")
CALL_TYPES = (
    "discovery", "demo", "technical_deep_dive", "poc_kickoff", "architecture_review", "negotiation",
    "executive_presentation", "check_in", "support", "other",
)  # fmt: skip

Add = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command, or an action of one, by its name and what it does."""


def people(add: Add) -> None:
    """`coach person` and `coach roster`."""
    person = _actions(add("person", "somebody's role, team and manager"))
    put = person("set", "say what somebody's role, team, manager or name is; it goes before what Gong says")
    _email(put)
    put.add_argument("--role", choices=ROLES, help="what they are judged as (unknown: only what everybody owes)")
    put.add_argument("--team", metavar="NAME", help="their team; '' for none")
    put.add_argument("--manager", metavar="EMAIL", help="who may change levels on their scorecards; '' for none")
    put.add_argument("--name", help="their name; needed for somebody who is not known yet")
    _email(person("show", "what is known of somebody"))
    roster = _actions(add("roster", "everybody on our side"))
    take_in = roster("import", "take roles, teams and managers from a CSV file")
    take_in.add_argument("file", type=Path, metavar="FILE.csv", help="columns email, name, role, team, manager")
    roster("show", "everybody on our side, by team")


def call(add: Add) -> None:
    """`coach call`."""
    put = _actions(add("call", "what a call was for"))("set", "say what type of call it was; nothing overwrites it")
    put.add_argument("call", metavar="CALL", help="its number in `coach calls`, its Gong id, or a Gong link")
    put.add_argument("--type", choices=CALL_TYPES, required=True, help="what it was for")


def _actions(command: argparse.ArgumentParser) -> Add:
    """What adds actions to a command. Options such as --json may stand before or after the action."""
    again = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    again.add_argument("--json", action="store_true", help="answer as JSON on standard output")
    again.add_argument("--debug", action="store_true", help="show the stack trace of an error")
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)

    def add(name: str, explanation: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, parents=[again], help=explanation, description=explanation)

    return add


def _email(command: argparse.ArgumentParser) -> None:
    command.add_argument("email", metavar="EMAIL", help="whose")
