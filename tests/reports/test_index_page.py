"""The list of calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from knowledge.rubric import Dimension
from knowledge.scorecard import DimensionResult, Observed, Sighting
from reports.facts import IndexEntry, IndexFacts
from reports.index import IndexView, index_view
from reports.render import render_index
from tests.reports import examples, sample
from tests.reports.reading import Page


def view(*entries: IndexEntry, zone: str = "UTC") -> IndexView:
    facts = IndexFacts(title="Calls of this demo", entries=entries, made_at=sample.MADE_AT, remarks=("All cached.",))
    return index_view(facts, zone=ZoneInfo(zone))


def later(entry: IndexEntry, days: int) -> IndexEntry:
    return replace(
        entry, call=replace(entry.call, title=f"{days} later", started_at=entry.call.started_at + timedelta(days=days))
    )


def test_calls_are_listed_by_week_newest_first() -> None:
    entry = examples.entry(examples.judged())
    weeks = view(entry, later(entry, 8), later(entry, 6)).weeks
    assert [(week.title, [row.title for row in week.rows]) for week in weeks] == [
        ("Week of 19 October 2026", ["8 later"]),
        ("Week of 12 October 2026", ["6 later", "Brightline Logistics - demo"]),
    ]


def test_the_week_is_that_of_the_companys_time_zone() -> None:
    entry = later(examples.entry(examples.judged()), 6)
    late = replace(entry, call=replace(entry.call, started_at=entry.call.started_at.astimezone(UTC).replace(hour=23)))
    assert view(late).weeks[0].title == "Week of 12 October 2026"
    assert view(late, zone="Asia/Tokyo").weeks[0].title == "Week of 19 October 2026"


def test_a_row_shows_the_score_or_the_reason_why_there_is_none() -> None:
    cells = view(examples.entry(examples.judged())).weeks[0].rows[0].cells
    assert [(cell.score, cell.words, cell.review) for cell in cells] == [
        (72, "solid", True),
        (None, "Not applicable", False),
        (None, "Not scored", True),
        (None, "Not judged", False),
    ]


def test_a_keyword_reading_is_counted_and_named_and_never_scored() -> None:
    shown = view(examples.entry(examples.read()))
    row = shown.weeks[0].rows[0]
    assert shown.any_keyword_reading
    assert [cell.words for cell in row.cells] == ["Seen 1 of 2", "Keywords cannot tell", "Seen 1 of 3", "Seen 1 of 3"]
    assert "Keyword reading, not a judgement." in Page(render_index(shown)).text


def test_a_keyword_reading_without_occasion_says_so() -> None:
    finding = Observed(criterion=sample.IDS[0], sighting=Sighting.NO_OPPORTUNITY, note="")
    result = DimensionResult(dimension=Dimension.DISCOVERY, findings=(finding,))
    entry = replace(examples.entry(examples.read()), results=(result,))
    assert view(entry).weeks[0].rows[0].cells[0].words == "No opportunity"


def test_a_title_leads_to_its_page_and_only_to_a_file() -> None:
    entry = replace(examples.entry(examples.judged()), href="javascript:a b?.html")
    page = Page(render_index(view(entry)))
    (link,) = [link for link in page.all("a") if link.text == "Brightline Logistics - demo"]
    assert link.attributes["href"] == "javascript%3Aa%20b%3F.html"


def test_a_call_without_a_page_is_listed_with_the_reason() -> None:
    entry = replace(
        examples.entry(examples.judged()), rep=None, href=None, results=(), note="Nobody of our side spoke."
    )
    page = Page(render_index(view(entry)))
    assert "Nobody of our side spoke." in page.text
    assert [link.attributes["href"] for link in page.all("a")] == ["#main"]


def test_a_run_without_calls_says_how_to_get_some() -> None:
    page = Page(render_index(view()))
    assert "No calls yet. Bring some in with coach import." in page.text
    assert "Invented" not in page.text


def test_a_narrow_screen_keeps_the_name_of_each_column_beside_its_value() -> None:
    page = Page(render_index(view(examples.entry(examples.judged()))))
    labels = [label.text for label in page.all("span", **{"class": "label"})]
    assert labels == ["Discovery", "Product knowledge", "Objection handling", "Engagement"]
    assert {cell.attributes["role"] for cell in page.all("td")} == {"cell"}
