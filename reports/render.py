"""The only module that knows Jinja2: turns what a page or a mail shows into HTML and plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.index import IndexView
from reports.mail_view import MailStopView, RepMail, TeamMail
from reports.view import ScorecardView

GAPS: Final = re.compile(r"\n{3,}")
# What no file can hold: half of a surrogate pair cannot be written as UTF-8, NUL ends up as garbage.
UNWRITABLE: Final = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A mail as it is read: one subject line, and the same content as HTML and as plain text."""

    subject: str
    html: str
    text: str


def render_rep_mail(view: RepMail) -> Email:
    """The mail to a rep about their week."""
    return _mail("rep_week", view)


def render_team_mail(view: TeamMail) -> Email:
    """The mail to whoever leads a team about its week."""
    return _mail("team_week", view)


def render_scorecard(view: ScorecardView) -> str:
    """The page of one rep on one call, as one HTML file that needs nothing else."""
    return _render("scorecard/page.html", view)


def render_index(view: IndexView) -> str:
    """The list of calls, as one HTML file that needs nothing else."""
    return _render("index/page.html", view)


def render_mail_stop(view: MailStopView) -> str:
    """The page on which somebody stops their mails, or has them again."""
    return _render("mail_stop/page.html", view)


def _mail(folder: str, view: RepMail | TeamMail) -> Email:
    return Email(
        subject=" ".join(_render(f"{folder}/subject.txt", view).split()),
        html=_render(f"{folder}/body.html", view),
        text=GAPS.sub("\n\n", _render(f"{folder}/body.txt", view)).strip() + "\n",
    )


def _render(template: str, view: ScorecardView | IndexView | RepMail | TeamMail | MailStopView) -> str:
    text = _environment().get_template(template).render(view=view)
    return UNWRITABLE.sub("\ufffd", text)


def _escapes(template: str | None) -> bool:
    return not (template or "").endswith(".txt")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=_escapes,  # noqa: S701 - off only for plain text, where an entity would be shown as one
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
