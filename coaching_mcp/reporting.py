"""What may be typed for the mails of a week."""

from __future__ import annotations

from pathlib import Path

from coaching_mcp.syntax import Add


def reporting(add: Add) -> None:
    """`coach report`."""
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
