"""What may be typed for a week and its mails."""

from __future__ import annotations

from pathlib import Path

from coaching_mcp.arriving import in_place_of_gong
from coaching_mcp.syntax import Add, actions, agreed


def reporting(add: Add) -> None:
    """`coach report` and `coach review`."""
    review = add("review", "a week from its calls to its mails: fetched, judged, written about, sent; each once")
    review.add_argument("--week", metavar="2026-W46", help="which week (default: the last one that is over)")
    only = review.add_mutually_exclusive_group()
    only.add_argument("--dry-run", action="store_true", help="only say what there is to do and what it takes")
    only.add_argument(
        "--submit",
        action="store_true",
        help="only hand in what is to be judged, at half the price within a day (default: this week)",
    )
    only.add_argument(
        "--partial", action="store_true", help="also send the mails about calls of which some wait to be judged"
    )
    agreed(review)
    in_place_of_gong(review)
    report = add("report", "the mails of a week: to each rep, and to whoever leads a team")
    report.add_argument("--week", metavar="2026-W46", help="which week (default: the last one that is over)")
    whose = report.add_mutually_exclusive_group()
    whose.add_argument("--rep", metavar="EMAIL", help="only the mail of this rep")
    whose.add_argument("--team", metavar="NAME", help="only the mail about this team")
    how = report.add_mutually_exclusive_group()
    how.add_argument("--preview", action="store_true", help="write files and send nothing (this is the default)")
    how.add_argument("--send", action="store_true", help="also hand them over, as REPORT_MODE says; each goes once")
    how.add_argument("--release", action="store_true", help="send the drafts of this week to whom they are meant for")
    report.add_argument("--out", type=Path, help="folder for the files (default: call-coach-reports, here)")
    bounced = actions(report, required=False)("bounced", "take in a mail server's report on a mail that came back")
    bounced.add_argument("file", type=Path, metavar="FILE", help="the report as it came by mail; - for standard input")
