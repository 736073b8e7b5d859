"""What may be typed to search calls."""

from __future__ import annotations

import argparse
from pathlib import Path

from coaching_mcp.syntax import CALL_TYPES, DIMENSIONS, ROLES, Add, whole

OBJECTIONS = ("any", "pricing", "timing", "technical_fit", "competitor", "security", "authority", "status_quo", "other")
HANDLINGS = ("well", "partly", "not", "unjudged")
WINS = ("business", "technical", "security", "commercial", "legal")
WIN_STATES = ("advanced", "blocked")
CLAIMS = ("correct", "wrong", "cannot_be_checked")
SORTS = ("newest", "lowest_score", "relevance")
MOST_CALLS = 1_000
POINTS = whole(0, 100)
LEVELS = range(5)
EPILOG = """examples:
  coach search "discovery calls last month with pricing objections under 70"
  coach search "demos with Brightline where the customer asked about SSO" --facets
  coach search --objection security --handling not --period "last quarter" --csv objections.csv
Words that name no filter are looked for in what was said; the first line says how the text was understood."""


def searching(add: Add) -> None:
    """`coach search`."""
    search = add("search", "find calls and the moments in them, in plain words or by filters")
    search.formatter_class, search.epilog = argparse.RawDescriptionHelpFormatter, EPILOG
    search.usage = "coach search [WORDS ...] [filters] [--sort ORDER] [--limit N] [--facets] [--csv FILE] [--json]"
    search.add_argument("text", nargs="*", metavar="WORDS", help="in plain words; what is given below goes before it")
    _said(search)
    _whose(search)
    _found(search)
    search.add_argument("--sort", choices=SORTS, help="default: newest")
    search.add_argument(
        "--limit", type=whole(1, MOST_CALLS), metavar="N", help=f"how many calls (default 10; with --csv {MOST_CALLS})"
    )
    search.add_argument("--after", metavar="CURSOR", help="the next page, as the end of the page before says")
    search.add_argument("--facets", action="store_true", help="also how many calls of each type, rep, objection, month")
    search.add_argument("--csv", type=Path, metavar="FILE", help="write the moments as a table (-: to standard output)")


def _said(search: argparse.ArgumentParser) -> None:
    search.add_argument("--words", metavar="WORDS", help='said, as in a web search: "a phrase", or, -not, integrat*')
    search.add_argument("--said-by", metavar="NAME", help="by whom the words were said")
    search.add_argument("--side", choices=("us", "customer"), help="by which side they were said")
    search.add_argument("--asked", action="store_true", help="they were said in a question")


def _whose(search: argparse.ArgumentParser) -> None:
    search.add_argument("--rep", metavar="WHO", help="e-mail or name of somebody of ours")
    search.add_argument("--role", choices=ROLES, help="the rep's role")
    search.add_argument("--team", metavar="NAME", help="the rep's team")
    search.add_argument("--account", metavar="NAME", help="the customer, or a part of the name")
    search.add_argument("--product", metavar="NAME", help="the product, or a part of the name")
    search.add_argument("--type", choices=CALL_TYPES, help="what the call was for")
    search.add_argument("--period", metavar="WHEN", help='such as "last month", "week 46", "since 3 November"')


def _found(search: argparse.ArgumentParser) -> None:
    search.add_argument("--dimension", choices=DIMENSIONS, help="which score is meant (default: any of them)")
    search.add_argument("--at-least", type=POINTS, metavar="N", help="a score of N or more")
    search.add_argument("--below", type=POINTS, metavar="N", help="a score below N")
    search.add_argument("--objection", choices=OBJECTIONS, help="a customer raised one of this kind")
    search.add_argument("--handling", choices=HANDLINGS, help="how the objection was met")
    search.add_argument("--win", choices=WINS, help="one of the five wins was touched")
    search.add_argument("--win-state", choices=WIN_STATES, help="what became of the win")
    search.add_argument("--claim", choices=CLAIMS, help="the rep said such a thing about a product")
    search.add_argument("--criterion", metavar="ID", help="such as next_step; with --level")
    search.add_argument("--level", type=_levels, metavar="N[-M]", help="the criterion's level, 0 to 4, such as 0-1")


def _levels(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    levels = [int(level) for level in (first, last or first) if level.isdecimal() and int(level) in LEVELS]
    if len(levels) != 2 or levels[0] > levels[1]:  # noqa: PLR2004 (from and to)
        raise argparse.ArgumentTypeError(f"{text!r} is not a level such as 2, or levels such as 0-1")
    return levels[0], levels[1]
