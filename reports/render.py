"""The only module that knows Jinja2: turns what a page shows into HTML."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.index import IndexView
from reports.view import ScorecardView

# What no HTML file can hold: half of a surrogate pair cannot be written as UTF-8, NUL ends up as garbage.
UNWRITABLE: Final = re.compile("[\ud800-\udfff\0]")


def render_scorecard(view: ScorecardView) -> str:
    """The page of one rep on one call, as one HTML file that needs nothing else."""
    return _render("scorecard/page.html", view)


def render_index(view: IndexView) -> str:
    """The list of calls, as one HTML file that needs nothing else."""
    return _render("index/page.html", view)


def _render(template: str, view: ScorecardView | IndexView) -> str:
    html = _environment().get_template(template).render(view=view)
    return UNWRITABLE.sub("\ufffd", html)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
