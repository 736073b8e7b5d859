"""The tools: what may be asked, in which words. What they do is loaded with the first request."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from fastmcp import Context
from fastmcp.tools import ToolResult
from pydantic import BeforeValidator, Field

from coaching_mcp.answers import Answer
from coaching_mcp.desk import Desk, Office
from coaching_mcp.wire import answered
from db.filter import Sort
from knowledge.rubric import CallType, Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, Win, WinState

Format = Literal["concise", "detailed"]


def _as_text(value: object) -> object:
    """A number as what it says: calls are named by one in every answer."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_json(value: object) -> object:
    """A text as the JSON that it is: some clients send an object so."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


CallText = Annotated[
    str,
    BeforeValidator(_as_text),
    Field(min_length=1, max_length=300, description='Number, Gong id or URL, or words: "the Acme demo last Tuesday"'),
]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Points = Annotated[int, Field(ge=0, le=100)]


class Tools:
    """Each method is a tool, served from one desk: parse, one question to the engine, answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def analyze_call(  # noqa: PLR0913, PLR0917 (a tool's arguments are called by name)
        self,
        ctx: Context,
        call: CallText,
        rep: Text | None = None,
        dimensions: list[Dimension] | None = None,
        focus: Annotated[str, Field(max_length=200, description="What quotes should be about")] | None = None,
        force: Annotated[bool, Field(description="Judge and pay again")] = False,  # noqa: FBT002 (a tool's argument)
        judge: Annotated[Literal["auto", "keywords"], Field(description="keywords: a reading without scores")] = "auto",
        response_format: Format = "concise",
    ) -> ToolResult:
        """Scorecard of one rep on one call: scores, what to keep and change, quotes. Judged once, then stored.

        For several calls use compare_calls, for a rep over time get_rep_insights.
        """

        async def work(office: Office) -> Answer:
            from coaching_mcp.consult import AnalysisAsked, analysis

            asked = AnalysisAsked(
                call=call,
                rep=rep,
                dimensions=tuple(dimensions or ()),
                focus=focus,
                force=force,
                keywords=judge == "keywords",
                client=_client(ctx),
                detailed=response_format == "detailed",
            )
            return await analysis(self._desk, office, asked, tell=ctx.report_progress)

        return await self._answer(work, response_format)

    async def get_transcript(
        self,
        call: CallText,
        start: Annotated[int, Field(ge=0, description="First turn")] | None = None,
        around: Annotated[str, Field(max_length=9, description="A time, such as 12:30")] | None = None,
    ) -> ToolResult:
        """What was said on a call, a page of turns at a time. For words across calls use search_calls."""

        async def work(office: Office) -> Answer:
            from coaching_mcp.consult import transcript

            return await transcript(office, call, start=start, around=around)

        return await self._answer(work, "concise")

    async def search_calls(  # noqa: PLR0913, PLR0917 (one argument per thing a call can be found by)
        self,
        text: Annotated[str, Field(max_length=300, description="Plain words: demos last month under 70")] | None = None,
        words: Annotated[str, Field(max_length=200, description='Said; "quoted phrase", or, -not')] | None = None,
        said_by: Text | None = None,
        side: Literal["us", "customer"] | None = None,
        rep: Text | None = None,
        role: Role | None = None,
        team: Text | None = None,
        account: Text | None = None,
        product: Text | None = None,
        call_type: CallType | None = None,
        period: Annotated[Text, Field(description='"last month", "Q3", "2026-10-01 to 2026-10-31"')] | None = None,
        dimension: Dimension | None = None,
        score_at_least: Points | None = None,
        score_below: Points | None = None,
        objection: ObjectionType | Literal["any"] | None = None,
        handling: Annotated[Handling, Field(description="How the objection was met")] | None = None,
        win: Win | None = None,
        win_state: WinState | None = None,
        sort: Sort | None = None,
        cursor: Text | None = None,
        limit: Annotated[int, Field(ge=1, le=7)] = 4,
    ) -> ToolResult:
        """Find moments and their calls by any of these. Private calls are never in it."""

        async def work(office: Office) -> Answer:
            from coaching_mcp.finds import search
            from coaching_mcp.search_asked import SearchAsked

            asked = SearchAsked(
                text=text, words=words, said_by=said_by, side=side, rep=rep, role=role, team=team, account=account,
                product=product, call_type=call_type, period=period, dimension=dimension,
                score_at_least=score_at_least, score_below=score_below, objection=objection, handling=handling,
                win=win, win_state=win_state, sort=sort,
            )  # fmt: skip
            return await search(office, asked, limit=limit, cursor=cursor)

        return await self._answer(work, "concise")

    async def get_rep_insights(
        self,
        rep: Annotated[Text, Field(description="E-mail or name")],
        period: Text = "last 90 days",
        product: Text | None = None,
        call_type: CallType | None = None,
        response_format: Format = "concise",
    ) -> ToolResult:
        """One rep over a period: means with n and change, the pattern behind the weakest side, one plan."""

        async def work(office: Office) -> Answer:
            from coaching_mcp.trends import InsightsAsked, rep_insights

            asked = InsightsAsked(
                rep=rep,
                period=period,
                product=product,
                call_type=call_type,
                detailed=response_format == "detailed",
            )
            return await rep_insights(office, asked)

        return await self._answer(work, response_format)

    async def compare_calls(
        self,
        calls: Annotated[list[CallText], Field(min_length=2, max_length=5)],
        dimension: Dimension | None = None,
        rep: Text | None = None,
    ) -> ToolResult:
        """Two to five analysed calls side by side, on one dimension by its criteria."""

        async def work(office: Office) -> Answer:
            from coaching_mcp.comparison import ComparisonAsked, comparison

            return await comparison(office, ComparisonAsked(calls=tuple(calls), dimension=dimension, rep=rep))

        return await self._answer(work, "concise")

    async def submit_analysis(
        self,
        ctx: Context,
        ticket: Text,
        answer: Annotated[
            dict[str, Any], BeforeValidator(_as_json), Field(description="JSON of the schema that analyze_call gave")
        ],
        final: Annotated[bool, Field(description="Drop quotes that are not found")] = False,  # noqa: FBT002 (as above)
    ) -> ToolResult:
        """Only when analyze_call says that you are the judge: your answer is checked, counted and kept."""

        async def work(office: Office) -> Answer:
            from coaching_mcp.judging import Submission, submit

            return await submit(office, Submission(ticket=ticket, answer=answer, final=final), client=_client(ctx))

        return await self._answer(work, "concise")

    async def _answer(self, work: Callable[[Office], Awaitable[Answer]], response_format: Format) -> ToolResult:
        async def in_office() -> Answer:
            return await work(await self._desk.office())

        return await answered(in_office, concise=response_format == "concise")


def _client(ctx: Context) -> str:
    """The name by which the client introduced itself."""
    introduced = ctx.session.client_params
    return introduced.client_info.name if introduced else "unknown"
