"""What a client can attach without asking: rubrics, the scorecard of a call, the latest weekly reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from fastmcp import FastMCP
from fastmcp.apps import AppConfig
from fastmcp.exceptions import ResourceError, ToolError

from coaching_mcp.desk import Desk, Office
from coaching_mcp.speech import spoken
from coaching_mcp.wire import in_time
from knowledge.rubric import JUDGED_ROLES, LEVELS, Criterion, Dimension

MARKDOWN: Final = "text/markdown"


SCORECARD_VIEW: Final = "ui://call-coach/scorecard.html"
"""The page that clients with MCP Apps show with a scorecard; for all others nothing is lost without it."""
PAGE: Final = Path(__file__).with_name("scorecard_app.html")


def add_resources(server: FastMCP, desk: Desk) -> None:
    """Everything under coach://, and the scorecard's page."""

    @server.resource(SCORECARD_VIEW, name="scorecard_app", title="Scorecard app", app=AppConfig(prefers_border=True))
    async def scorecard_app() -> str:
        """Draws the scorecard that analyze_call answers with; one file, nothing is loaded from anywhere."""
        return PAGE.read_text(encoding="utf-8")

    @server.resource("coach://rubrics/{dimension}", name="rubric", title="Rubric of a dimension", mime_type=MARKDOWN)
    async def rubric(dimension: str) -> str:
        """How discovery, product_knowledge, objection_handling or engagement is judged, level by level."""
        return await _told(lambda: _rubric(dimension))

    @server.resource("coach://calls/{call}/scorecard", name="scorecard", title="Scorecard", mime_type=MARKDOWN)
    async def scorecard(call: str) -> str:
        """The newest stored scorecard of a call, by its number or Gong id, with every criterion. Judges nothing."""

        async def work() -> str:
            return await _scorecard(await desk.office(), call)

        return await _told(work)

    _add_reports(server, desk)


def _add_reports(server: FastMCP, desk: Desk) -> None:
    @server.resource("coach://reports/latest", name="latest_reports", title="Latest team reports", mime_type=MARKDOWN)
    async def latest_reports() -> str:
        """What the leaders' mails say about the last week in which there were calls, team by team."""

        async def work() -> str:
            from coaching_mcp.latest import latest_reports

            return await latest_reports(await desk.office())

        return await _told(work)

    @server.resource("coach://reports/latest/{whose}", name="latest_report", title="Latest report", mime_type=MARKDOWN)
    async def latest_report(whose: str) -> str:
        """What the mail of their last week with calls says to a rep (e-mail or name), or about a team (its name)."""

        async def work() -> str:
            from coaching_mcp.latest import latest_report

            return await latest_report(await desk.office(), whose)

        return await _told(work)


async def _told(work: Callable[[], Awaitable[str]]) -> str:
    try:
        return await in_time(work)
    except ToolError as error:
        raise ResourceError(str(error), log_level=error.log_level) from error


async def _scorecard(office: Office, call: str) -> str:
    from analysis.errors import NotAnalysed  # with it comes the engine
    from analysis.lookup import the_call
    from coaching_mcp.cards import scorecard_answer

    record = await the_call(office.engine.db, call, now=office.engine.clock(), zone=office.zone)
    try:
        card = await office.engine.show(record.call.id)
    except NotAnalysed as error:
        raise NotAnalysed(f"Call {record.id} has not been analysed: analyze_call call={record.id} does it.") from error
    return spoken(scorecard_answer(card, office.engine.library, zone=office.zone, detailed=True))


async def _rubric(dimension: str) -> str:
    from analysis.errors import EngineError
    from knowledge.library import read_library

    if dimension not in set(Dimension):
        raise EngineError(f"There is no rubric {dimension!r}. There are: {', '.join(Dimension)}.")
    found = read_library().rubrics[Dimension(dimension)]
    head = [f"# {found.title}", found.question, f"Version {found.hash[:8]}."]
    return "\n\n".join([*head, *(_criterion(criterion) for criterion in found.criteria)])


def _criterion(criterion: Criterion) -> str:
    lines = [f"## {criterion.title} (weight {criterion.weight:g})", criterion.question, ""]
    lines += [f"- {level}: {criterion.levels[level]}" for level in LEVELS]
    for role in JUDGED_ROLES:
        own = criterion.role_levels.get(role, {})
        lines += [f"- {level} for {role.value.upper()}: {words}" for level, words in sorted(own.items())]
    return "\n".join([*lines, f"- Not applicable when: {criterion.not_applicable_when}"])
