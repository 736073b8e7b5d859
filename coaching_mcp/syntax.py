"""What may be typed for people, rubrics and disputes: the commands that have actions."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

DIMENSIONS = ("discovery", "product_knowledge", "objection_handling", "engagement")
ROLES = ("ae", "se", "csm", "support", "unknown")
CALL_TYPES = (
    "discovery", "demo", "technical_deep_dive", "poc_kickoff", "architecture_review", "negotiation",
    "executive_presentation", "check_in", "support", "other",
)  # fmt: skip

Add = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command, or an action of one, by its name and what it does."""


def people(add: Add) -> None:
    """`coach person` and `coach roster`."""
    person = actions(add("person", "somebody's role, team and manager"))
    put = person("set", "say what somebody's role, team, manager or name is; it goes before what Gong says")
    _email(put)
    put.add_argument("--role", choices=ROLES, help="what they are judged as (unknown: only what everybody owes)")
    put.add_argument("--team", metavar="NAME", help="their team; '' for none")
    put.add_argument(
        "--manager",
        metavar="EMAIL",
        help="who may change levels on their scorecards; none: whom Gong's list of users names",
    )
    put.add_argument("--name", help="their name; needed for somebody who is not known yet")
    put.add_argument("--ours", action="store_true", help="somebody so far seen only as a customer is one of us")
    put.add_argument(
        "--mail", choices=["on", "off"], help="whether they get weekly mails; on tries their address again"
    )
    _email(person("show", "what is known of somebody"))
    roster = actions(add("roster", "everybody on our side"))
    take_in = roster("import", "take roles, teams and managers from a CSV file")
    take_in.add_argument("file", type=Path, metavar="FILE.csv", help="columns email, name, role, team, manager")
    roster("show", "everybody on our side, by team")


def call(add: Add) -> None:
    """`coach call`."""
    put = actions(add("call", "what a call was for"))("set", "say what type of call it was; nothing overwrites it")
    _call(put)
    put.add_argument("--type", choices=CALL_TYPES, required=True, help="what it was for")


def insights(add: Add) -> None:
    """`coach insights`."""
    asked = add("insights", "how a person, a team or a role is doing over a period, against the time before")
    whose = asked.add_mutually_exclusive_group()
    whose.add_argument("--rep", metavar="WHO", help="e-mail or name (default: everybody)")
    whose.add_argument("--team", metavar="NAME", help="a team, or whoever leads one")
    whose.add_argument("--role", choices=ROLES, help="everybody of a role")
    asked.add_argument("--period", default="last 90 days", help='such as "last quarter" (default: last 90 days)')
    asked.add_argument("--step", choices=("week", "month", "quarter"), help="of the series (default: as it fits)")
    asked.add_argument("--dimension", choices=DIMENSIONS, metavar="D", help=f"its criteria ({', '.join(DIMENSIONS)})")
    asked.add_argument("--type", choices=CALL_TYPES, metavar="T", help=f"of a type ({', '.join(CALL_TYPES)})")
    asked.add_argument("--product", help="only calls about it")
    asked.add_argument("--csv", type=Path, metavar="FILE", help="also each figure by person and step (- : only that)")


def disputes(add: Add) -> None:
    """`coach dispute`, `coach override` and `coach disputes`."""
    dispute = add("dispute", "say that a judgement is wrong; it is shown beside it")
    _judgement(dispute)
    dispute.add_argument("--by", metavar="EMAIL", help="who says so (default: the user of this machine)")
    override = add(
        "override",
        "say which level counts, which closes disputes of it; for the rep's manager, or for anybody where none is set, "
        "and the judge's level stays in the history",
    )
    _judgement(override)
    decision = override.add_mutually_exclusive_group(required=True)
    decision.add_argument("--level", type=int, choices=range(5), help="0 to 4, as the rubric has them")
    decision.add_argument("--keep", action="store_true", help="what is said stays; also of what has no level")
    override.add_argument(
        "--by", metavar="EMAIL", required=True, help="who says so: the rep's manager, or anybody where none is set"
    )
    add("disputes", "the disputes that nobody has decided yet")


def rubrics(add: Add) -> None:
    """`coach rubric`."""
    rubric = actions(add("rubric", "what calls are judged by: checked, shown, compared, tried"))
    check = rubric("check", "are the files of a library as they should be, and if not, what to mend")
    check.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="PATH",
        help="one rubric, or a folder with rubrics/, products/, wins.yaml (default: the files of this project)",
    )
    show = rubric("show", "the criteria with their levels and signs")
    show.add_argument("dimension", nargs="?", choices=DIMENSIONS, metavar="DIMENSION", help=", ".join(DIMENSIONS))
    show.add_argument("--role", choices=ROLES, help="as somebody of this role is judged")
    diff = rubric("diff", "what is different between the files and the version that counts in the database")
    diff.add_argument("file", nargs="?", type=Path, metavar="FILE", help="one rubric (default: those of this project)")
    history = rubric("history", "who loaded which version when, and what was different")
    history.add_argument("dimension", nargs="?", choices=DIMENSIONS, metavar="DIMENSION", help=", ".join(DIMENSIONS))
    rehearse = rubric("try", "what a changed rubric would say of past calls; nothing is stored as their result")
    rehearse.add_argument(
        "file", type=Path, metavar="FILE", help="a rubric, such as a copy of a file in knowledge/rubrics"
    )
    which = rehearse.add_mutually_exclusive_group(required=True)
    which.add_argument("--calls", nargs="+", metavar="CALL", help="numbers in `coach calls`, Gong ids, or Gong links")
    which.add_argument("--last", type=whole(1), metavar="N", help="the newest N calls that were judged")
    agreed(rehearse)


def _judgement(command: argparse.ArgumentParser) -> None:
    call_and_rep(command)
    command.add_argument("criterion", metavar="CRITERION", help="such as discovery.agenda, agenda, or its title")
    command.add_argument("--reason", required=True, help="why; shown beside the judgement")


def call_and_rep(command: argparse.ArgumentParser) -> None:
    """A call, and whose part in it."""
    _call(command)
    command.add_argument("--rep", metavar="WHO", help="e-mail or name (default: whoever the call belongs to)")


def _call(command: argparse.ArgumentParser) -> None:
    command.add_argument("call", metavar="CALL", help="its number in `coach calls`, its Gong id, or a Gong link")


def agreed(command: argparse.ArgumentParser) -> None:
    """`--yes`, of a command that may cost money."""
    command.add_argument("--yes", action="store_true", help="with a key: do not ask before Claude is paid")


def common(*, default: object = None) -> argparse.ArgumentParser:
    """What every command takes; with another `default` nothing is set where it is not typed."""
    options = argparse.ArgumentParser(add_help=False, argument_default=default)
    options.add_argument("--json", action="store_true", help="answer as JSON on standard output")
    options.add_argument("--debug", action="store_true", help="show the stack trace of an error")
    return options


def actions(command: argparse.ArgumentParser, *, required: bool = True) -> Add:
    """What adds actions to a command. Options such as --json may stand before or after the action."""
    again = common(default=argparse.SUPPRESS)
    every = command.add_subparsers(dest="action", metavar="ACTION", required=required)

    def add(name: str, explanation: str) -> argparse.ArgumentParser:
        return every.add_parser(name, parents=[again], help=explanation, description=explanation)

    return add


def _email(command: argparse.ArgumentParser) -> None:
    command.add_argument("email", metavar="EMAIL", help="whose")


def whole(least: int, most: int = 1_000_000) -> Callable[[str], int]:
    """What reads a whole number between these, both included."""

    def number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return number


def day(text: str) -> date:
    """A day such as 2026-11-02."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-02") from None
