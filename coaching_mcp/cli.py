"""The `coach` command line: what may be typed, and which command it runs. Heavy imports wait for the command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from coaching_mcp import syntax
from coaching_mcp.arriving import arriving
from coaching_mcp.reporting import reporting
from coaching_mcp.searching import searching

MOST_DAYS = 36_500
"""A hundred years; a calendar ends somewhere."""
EPILOG = """exit codes: 0 done, 1 not done, 2 wrong usage, 3 done in part
Every command takes --json. Settings: .env.example. Start with: coach demo"""


def parser() -> argparse.ArgumentParser:
    """Everything that may be typed."""
    common = syntax.common()
    top = argparse.ArgumentParser(
        prog="coach",
        description="Recorded sales calls in, coaching that can be traced to the second out.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, explanation: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[common], help=explanation, description=explanation)

    for group in (
        _demo,
        _calls,
        searching,
        _scorecards,
        syntax.people,
        syntax.call,
        syntax.insights,
        syntax.disputes,
        syntax.rubrics,
        arriving,
        reporting,
        _trust,
        _house,
    ):
        group(add)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    arguments = parser().parse_args(argv)
    from coaching_mcp.boundary import run  # `coach --help` answers without the engine

    return run(arguments)


def _demo(add: syntax.Add) -> None:
    demo = add("demo", "analyse the bundled, invented calls and write a page for each")
    demo.add_argument("--out", type=Path, help="folder for the pages (default: call-coach-demo, here)")
    syntax.agreed(demo)
    demo.add_argument("--no-open", action="store_true", help="do not open the pages in a browser")


def _calls(add: syntax.Add) -> None:
    take_in = add("import", "take in calls from files of Gong's JSON")
    take_in.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="calls, transcripts, users, or a folder")
    take_in.add_argument("--include-private", action="store_true", help="also calls that are private in Gong")
    calls = add("calls", "the calls that are there, newest first")
    calls.add_argument("--limit", type=syntax.whole(1), default=30, help="how many (default 30)")


def _scorecards(add: syntax.Add) -> None:
    analyze = add("analyze", "the scorecard of one rep on one call: from the cache, or judged now")
    _call_and_rep(analyze)
    analyze.add_argument(
        "--dimension",
        action="extend",
        nargs="+",
        type=_dimension,
        metavar="D",
        help=f"only these ({', '.join(syntax.DIMENSIONS)})",
    )
    analyze.add_argument("--force", action="store_true", help="judge again and pay again; the earlier result is kept")
    analyze.add_argument("--page", type=Path, metavar="FILE", help="also write the page with the transcript")
    show = add("show", "the newest stored scorecard of a call; judges nothing")
    _call_and_rep(show)
    show.add_argument("--page", type=Path, metavar="FILE", help="also write the page with the transcript")


def _trust(add: syntax.Add) -> None:
    evaluate = add("eval", "how far the judge (without a key: the keyword reading) can be trusted, measured")
    evaluate.add_argument("--runs", type=syntax.whole(1), default=3, help="how often Claude is asked the same (3)")
    evaluate.add_argument("--calls", nargs="+", metavar="SLUG", help="only these golden calls")
    evaluate.add_argument("--folder", type=Path, help="another folder with golden calls (default: knowledge/golden)")
    evaluate.add_argument("--force", action="store_true", help="ask everything again and pay again")
    syntax.agreed(evaluate)
    _calibrate(add("calibrate", "stored scorecards against those that people filled in at Gong"))


def _calibrate(calibrate: argparse.ArgumentParser) -> None:
    source = calibrate.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "files",
        nargs="*",
        default=[],
        type=Path,
        metavar="FILE",
        help="answeredScorecards (POST /v2/stats/activity/scorecards) and scorecards (GET /v2/settings/scorecards)",
    )
    source.add_argument("--gong", action="store_true", help="ask Gong for them (GONG_ACCESS_KEY)")
    calibrate.add_argument("--since", type=syntax.day, metavar="DATE", help="--gong: calls from this day (90 days)")
    calibrate.add_argument("--until", type=syntax.day, metavar="DATE", help="--gong: up to this day, itself excluded")
    calibrate.add_argument(
        "--map",
        type=Path,
        metavar="YAML",
        help="which question asks for which criterion: `questions:` with lines such as `6843152929: discovery.agenda`; "
        "without it, the questions are printed in that form, to be filled in",
    )


def _house(add: syntax.Add) -> None:
    connect = add("connect", "how to connect Claude Desktop to this installation")
    connect.add_argument("--bundle", type=Path, metavar="FILE", help="write a file such as call-coach.mcpb instead")
    add("doctor", "is everything there that is needed, and if not, what to do")
    cost = add("cost", "what was spent and what the cache saved")
    cost.add_argument("--days", type=syntax.whole(1, MOST_DAYS), default=30, help="how far back (default 30)")
    knowledge = add("knowledge", "rubrics and product facts")
    knowledge.add_argument("action", choices=["load"], help="load: check the files and put them into the database")
    knowledge.add_argument("--folder", type=Path, help="another folder with rubrics/ and products/")


def _call_and_rep(command: argparse.ArgumentParser) -> None:
    command.add_argument("--criteria", action="store_true", help="also a line for every criterion")
    syntax.call_and_rep(command)


def _dimension(text: str) -> str:
    if text not in syntax.DIMENSIONS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not one of {', '.join(syntax.DIMENSIONS)} (if it is the call: write it before --dimension)"
        )
    return text


if __name__ == "__main__":
    sys.exit(main())
