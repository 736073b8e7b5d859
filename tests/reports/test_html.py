"""Pages stand alone, can be read by everybody, and hold whatever strangers say without harm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from gong.model import Speaker
from knowledge.rubric import Dimension
from knowledge.scorecard import Action, Claim, DimensionResult, Highlight, Narrative, NotApplicable, Objection
from reports.facts import IndexFacts, ScorecardFacts
from reports.index import index_view
from reports.page import scorecard_view
from reports.render import render_index, render_scorecard
from tests.reports import examples, sample
from tests.reports.reading import Page


def html(facts: ScorecardFacts) -> str:
    return render_scorecard(scorecard_view(facts, zone=UTC))


def index_html() -> str:
    entries = tuple(examples.entry(facts) for facts in (examples.judged(), examples.read(), examples.bare()))
    return render_index(index_view(IndexFacts(title="Calls", entries=entries, made_at=sample.MADE_AT), zone=UTC))


def scorecard_html(facts: Callable[[], ScorecardFacts]) -> Callable[[], str]:
    return lambda: html(facts())


PAGES = {
    "judged": scorecard_html(examples.judged),
    "read": scorecard_html(examples.read),
    "bare": scorecard_html(examples.bare),
    "index": index_html,
}


@pytest.fixture(params=PAGES)
def written(request: pytest.FixtureRequest) -> str:
    return PAGES[str(request.param)]()


def test_a_page_needs_no_script_and_no_other_file(written: str) -> None:
    page = Page(written)
    assert not {element.tag for element in page.elements} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "form",
        "base",
    }
    assert not re.search(r"url\(|@import|@font-face", written)
    names = {name for element in page.elements for name in element.attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"src", "srcset", "background", "poster", "style"}


def test_addresses_of_the_web_stand_in_links_only(written: str) -> None:
    without_links = re.sub(r'href="https://us-1\.app\.gong\.io/[^"]*"', "", written)
    assert not re.search(r"https?:", without_links)


def test_a_page_forbids_whatever_it_does_not_need(written: str) -> None:
    (policy,) = Page(written).all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_there_is_one_title_and_headings_come_in_order(written: str) -> None:
    page = Page(written)
    levels = [int(element.tag[1]) for element in page.elements if re.fullmatch("h[1-6]", element.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(element.text for element in page.elements if re.fullmatch("h[1-6]|title", element.tag))


def test_a_page_has_its_language_and_landmarks_and_a_way_past_them(written: str) -> None:
    page = Page(written)
    assert page.all("html")[0].attributes["lang"] == "en"
    assert all(len(page.all(tag)) == 1 for tag in ("header", "main", "footer"))
    assert page.all("body")[0].text.startswith("Skip to the content")
    assert page.by_id("main").tag == "main"


def test_every_head_of_a_table_says_what_it_heads(written: str) -> None:
    assert all(head.attributes.get("scope") in {"row", "col"} for head in Page(written).all("th"))


def test_no_meaning_hangs_on_a_picture_or_a_colour(written: str) -> None:
    page = Page(written)
    assert not [mark for mark in page.text if unicodedata.category(mark) == "So"]
    drawn = [element for element in page.elements if element.classes & {"dot", "pips", "meter"}]
    assert all(element.attributes["aria-hidden"] == "true" and not element.text for element in drawn)
    assert all(any(map(str.isalnum, link.text)) for link in page.all("a") + page.all("summary"))


EVIL = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)> & \"quoted\" 'x' {{ 7*7 }} {% raw %}"


def hostile(evil: str) -> ScorecardFacts:
    """A call on which everything that strangers or a judge can write is the same nasty text."""
    facts = examples.judged()
    said = sample.transcript([(speaker, f"{evil} {words}") for speaker, words in sample.LINES])
    quote = replace(sample.evidence(said, 0, said.utterances[0].text[:9]), quote=evil)
    result = facts.results[0]
    return replace(
        facts,
        call=replace(facts.call, title=evil, account=evil, type_reason=evil, language=evil),
        rep=replace(facts.rep, name=evil, role_reason=evil),
        speakers={id_: Speaker(id=id_, name=evil, side=known.side) for id_, known in facts.speakers.items()},
        transcript=said,
        results=(
            replace(
                result,
                findings=(
                    replace(sample.scored(0, 3, quote), reasoning=evil),
                    NotApplicable(criterion=sample.IDS[1], reason=evil),
                ),
                objections=(replace(_objection(facts), note=evil, evidence=quote),),
                claims=(replace(_claim(facts), note=evil, fact=evil, evidence=quote),),
            ),
        ),
        narrative=Narrative(
            summary=evil,
            strength=Highlight(text=evil, say=evil, rep_turn=0, criterion=sample.IDS[0]),
            focus=None,
            action=Action(when=evil, then=evil, look_for=evil),
        ),
        gaps={Dimension.ENGAGEMENT: evil},
        metrics=(replace(sample.METRICS[0], title=evil, meaning=evil),),
        provenance=replace(facts.provenance, scorer=evil),
        index_href=evil,
    )


def _objection(facts: ScorecardFacts) -> Objection:
    return facts.results[2].objections[0]


def _claim(facts: ScorecardFacts) -> Claim:
    return facts.results[1].claims[0]


def tags(written: str) -> list[str]:
    return [element.tag for element in Page(written).elements]


def test_what_strangers_say_is_shown_and_never_obeyed() -> None:
    written = html(hostile(EVIL))
    assert tags(written) == tags(html(hostile("harmless")))
    assert "<script" not in written
    assert Page(written).by_id("thirty").text.count(EVIL) >= 5
    assert Page(written).all("title")[0].text.startswith(EVIL)


@settings(max_examples=40, deadline=None)
@given(evil=st.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip())))
def test_whatever_anybody_writes_the_page_keeps_its_shape_and_can_be_saved(evil: str) -> None:
    written = html(hostile(f"a{evil}z"))
    assert written.encode("utf-8")
    assert tags(written) == tags(html(hostile("harmless")))


def test_half_a_character_does_not_spoil_the_file() -> None:
    facts = examples.judged()
    written = html(replace(facts, narrative=replace(examples.narrative(), summary="a\ud800b\0c")))
    assert "a\ufffdb\ufffdc" in written
    assert written.encode("utf-8")


def test_nine_hundred_turns_make_a_page_of_less_than_a_megabyte() -> None:
    facts = examples.judged()
    talk = [
        (sample.MAYA if number % 2 else sample.JONAS, "About thirty words are what somebody says in one go. " * 3)
        for number in range(900)
    ]
    said = sample.transcript(talk)
    quotes = [sample.evidence(said, turn, "About thirty words") for turn in range(0, 900, 10)]
    result = DimensionResult(dimension=Dimension.DISCOVERY, findings=(sample.scored(0, 2, *quotes),))
    call = replace(facts.call, is_invented=False)
    written = html(replace(facts, call=call, transcript=said, results=(result,)))
    assert len(said.utterances) == 900
    assert len(written.encode()) < 1_000_000


class WholePage(SingleFileSnapshotExtension):
    """Keeps a page as a file that can be opened."""

    file_extension = "html"
    _write_mode = WriteMode.TEXT


def test_the_page_is_as_it_was_when_somebody_last_looked_at_it(snapshot: SnapshotAssertion) -> None:
    written = html(examples.judged())
    assert written[written.index("<body") :] == snapshot(extension_class=WholePage)
