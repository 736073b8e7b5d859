"""The mails obey the rules of mail programs, say in text what they say in HTML, and read in two minutes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from knowledge.rubric import Dimension, Role
from knowledge.scorecard import Sighting
from reports.letters import Letter, Style, letters
from reports.message import Envelope, as_mime
from reports.render import Email
from reports.weekly import PersonWeek
from tests.reports.reading import Page, visible, words
from tests.reports.week_sample import (
    CLAUDE,
    KEYWORDS,
    WEEK,
    at,
    call,
    colleague,
    gathered,
    maya,
    person,
    scores,
    sights,
    tally,
    team,
    week,
)

STOP = "https://coach.company.example/mail/stop/2f1c"
CASES = ("rep", "few", "keywords", "team", "keyword team", "quiet team")
FORBIDDEN = ("<svg", "<img", "data:", "display:flex", "display:grid", "var(", "<script", "<form", "<link", "@import")
NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
HOSTILE = '<b onclick="x()">Bo</b> & "Co" </td></table> \u202eevil'


def read_by_keywords() -> PersonWeek:
    return replace(
        maya(),
        calls=tuple(call(100 + number, is_invented=True) for number in range(2)),
        scores=tuple(item for name in Dimension for item in scores(name, (None, None), scorer=KEYWORDS)),
        tallies=(
            tally("impact", (3, 0), scorer=KEYWORDS),
            tally("holds_value", (0, 0), scorer=KEYWORDS),
            tally("agenda", (4, 4), scorer=KEYWORDS),
        ),
        sights=tuple(
            replace(item, level=None, sighting=Sighting.SEEN if item.level else Sighting.NOT_SEEN)
            for name in ("impact", "holds_value", "agenda")
            for item in sights(name, (3, 0), scorer=KEYWORDS)
        ),
        told=(),
        objections=(),
    )


def few() -> PersonWeek:
    given = maya()
    return replace(
        given,
        calls=given.calls[:2],
        scores=tuple(item for item in given.scores if item.call_id in {100, 101}),
        tallies=(tally("holds_value", (0, 1)), tally("impact", (3, 3)), tally("recap", (1, 2))),
        sights=tuple(item for item in given.sights if item.call_id in {100, 101}),
    )


@cache
def mail(case: str, *, quotes: bool = True) -> Email:
    people = {
        "rep": [maya()],
        "few": [few()],
        "keywords": [read_by_keywords()],
        "team": list(team()),
        "keyword team": [read_by_keywords()],
        "quiet team": [PersonWeek(person=person(1, "Maya Chen"))],
    }[case]
    found = letters(week(gathered(people)), Style(quotes=quotes, stop=lambda _: STOP))
    sent = [item for item in found if isinstance(item, Letter)]
    return (sent[-1] if "team" in case else sent[0]).email


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("case", CASES)
def test_a_mail_reads_as_it_did_when_somebody_last_looked_at_it(case: str, snapshot: SnapshotAssertion) -> None:
    email = mail(case)
    assert f"{email.subject}\n\n{email.text}" == snapshot


@pytest.mark.parametrize("case", CASES)
def test_a_mail_uses_nothing_that_mail_programs_drop(case: str) -> None:
    html = mail(case).html.casefold()
    assert not [name for name in FORBIDDEN if name in html]
    assert html.count("<style>") == 1
    assert "class=" in html
    assert len(html.encode()) < 60_000


@pytest.mark.parametrize("case", CASES)
def test_a_mail_is_a_document_that_a_screen_reader_can_read(case: str) -> None:
    page = Page(re.sub(r"<!--.*?-->", "", mail(case).html, flags=re.DOTALL))
    assert page.all("html")[0].attributes["lang"] == "en"
    assert len(page.all("h1")) == 1
    assert page.all("title")[0].text
    assert len(page.all("main")) == 1
    for table in page.all("table"):
        is_data = any(table in cell.parents for cell in page.elements if cell.attributes.get("scope"))
        role = table.attributes.get("role")
        assert role in {"presentation", "img"} or is_data
        assert role != "img" or table.attributes["aria-label"]
    assert all(link.text and len(link.text) > 4 for link in page.all("a"))
    assert all(cell.attributes.get("scope") for cell in page.all("th"))


@pytest.mark.parametrize("case", CASES)
def test_outlook_gets_a_fixed_width_colours_as_attributes_and_no_need_for_round_corners(case: str) -> None:
    html = mail(case).html
    assert '<!--[if mso]><table role="presentation" width="600"' in html
    for cell in re.findall(r"<t[dh][^>]*background-color[^>]*>", html):
        assert "bgcolor=" in cell
    for style in re.findall(r'<td[^>]*style="height:\d+px[^>]*>', html):
        assert "height=" in style.split("style=")[0]


@pytest.mark.parametrize("case", CASES)
def test_without_the_style_block_every_text_still_has_its_colour_and_size(case: str) -> None:
    bare = re.sub(r"<style>.*?</style>", "", mail(case).html, flags=re.DOTALL)
    for tag in re.findall(r"<(?:p|h1|h2|th|caption)\b[^>]*>", bare):
        assert "color:#" in tag, tag
        assert "font-size:" in tag, tag
    sizes = [int(size) for size in re.findall(r"<p[^>]*font-size:(\d+)px", bare)]
    assert min(sizes) >= 14
    assert '#fff"' not in bare
    assert "#ffffff" not in bare.casefold()
    assert "#000000" not in bare


@pytest.mark.parametrize("case", CASES)
def test_every_class_in_a_mail_has_its_colour_in_the_dark(case: str) -> None:
    html = mail(case).html
    block = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert block
    styled = set(re.findall(r"\.([a-z]+\d?)\b(?=[ ,{])", block[1]))
    used = {name for value in re.findall(r'class="([^"]*)"', html) for name in value.split()}
    assert used <= styled
    assert "prefers-color-scheme: dark" in block[1]
    assert '<meta name="color-scheme" content="light dark">' in html


@pytest.mark.parametrize("quotes", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_every_number_and_every_link_of_the_html_is_in_the_text(case: str, quotes: bool) -> None:  # noqa: FBT001 - a case
    email = mail(case, quotes=quotes)
    text = flat(email.text)
    assert set(NUMBER.findall(visible(email.html))) <= set(NUMBER.findall(text))
    for href in re.findall(r'href="([^"]+)"', email.html):
        assert unescape(href) in text


@pytest.mark.parametrize("case", CASES)
def test_every_sentence_of_the_html_is_in_the_text(case: str) -> None:
    email = mail(case)
    text = re.sub(r"https?://\S+", " ", email.text)
    text = flat(re.sub(r"[^\w]+", " ", text)).casefold()
    for sentence in re.findall(r"<p[^>]*>(.*?)</p>", email.html, re.DOTALL):
        for part in re.split(r"<br>|</?b>|</?span[^>]*>|</?a[^>]*>|<b [^>]*>", sentence):
            plain = flat(re.sub(r"[^\w]+", " ", unescape(re.sub(r"<[^>]+>", " ", part)))).casefold()
            assert plain in text, plain


@pytest.mark.parametrize("case", CASES)
def test_the_preheader_comes_first_and_says_something_else_than_the_subject(case: str) -> None:
    email = mail(case)
    body = email.html.split("<body", 1)[1].split(">", 1)[1].lstrip()
    assert body.startswith('<div style="display:none')
    preheader = unescape(body.split(">", 1)[1].split("͏" if "͏" in body else "&#847;", 1)[0])
    assert 40 <= len(preheader) <= 100
    assert preheader not in email.subject
    assert email.subject
    assert "\n" not in email.subject
    assert len(email.subject) <= 120


@pytest.mark.parametrize("case", ["rep", "few", "keywords"])
def test_a_reps_mail_is_read_in_two_minutes(case: str) -> None:
    assert len(words(visible(mail(case).html))) <= 350
    assert len(words(mail(case).text)) <= 350


def test_a_leaders_mail_is_read_in_three_minutes() -> None:
    said = [word for word in words(visible(mail("team").html)) if re.search(r"[^\W\d]", word)]
    assert len(said) <= 450


def test_a_team_of_sixty_gets_a_mail_that_no_mail_program_cuts_off() -> None:
    long = "Alexandria-Josephine Featherstonehaugh-Bonsu"
    people = [
        colleague(number, f"{long} {number}", list(Role)[number % 4], (72, 70, 74, 71), (52, 50, 55), (3, 2, 1, 0))
        for number in range(2, 62)
    ]
    found = [item for item in letters(week(gathered(people)), Style(stop=lambda _: STOP)) if isinstance(item, Letter)]
    email = found[-1].email
    envelope = Envelope(key="k", sender="Coach <coach@company.example>", to="boss@company.example", stop=STOP)
    assert len(as_mime(email, envelope, at(WEEK))) < 80 * 1024
    assert "36 more people have no room here: `coach insights` has them." in email.text
    assert email.text.count("week: 4") == 24


def test_in_a_big_team_whoever_had_no_call_this_week_makes_room_first() -> None:
    busy = [colleague(number, f"Busy {number:02}", Role.AE, (70,), (60,), (3,)) for number in range(2, 26)]
    idle = replace(colleague(30, "Aaron Idle", Role.AE, (70,), (60,), (3,)), calls=(), tallies=(), sights=())
    idle = replace(idle, scores=tuple(item for item in idle.scores if item.monday != WEEK.monday))
    found = [item for item in letters(week(gathered([idle, *busy])), Style()) if isinstance(item, Letter)]
    text = found[-1].email.text
    assert "Aaron Idle" not in text
    assert "1 more person has no room here" in text


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (["maya"], "No mail reaches Maya Chen: the address takes none."),
        (["maya", "sam", "lee"], "No mail reaches Lee Chang, Maya Chen and Sam Ortiz: the address takes none."),
        (
            ["maya", "sam", "lee", "ana", "kofi"],
            "No mail reaches Ana Silva, Kofi Mensah-Bonsu, Lee Chang and 2 more: the address takes none.",
        ),
    ],
)
def test_leaders_are_told_whom_no_mail_reaches(closed: list[str], words: str) -> None:
    given = gathered()
    unreachable = frozenset(f"{name}@company.example" for name in closed)
    found = letters(week(replace(given, setting=replace(given.setting, unreachable=unreachable))), Style())
    assert isinstance(found[-1], Letter)
    assert words in found[-1].email.text


def test_a_reps_mail_names_no_colleague() -> None:
    names = [one.person.name for one in team() if one.person.name != "Maya Chen"]
    found = letters(week(gathered()), Style())
    to_maya = next(item for item in found if isinstance(item, Letter) and item.name == "Maya Chen")
    for name in names:
        assert name not in to_maya.email.html
        assert name.split()[0] not in to_maya.email.text


def test_the_order_is_news_plan_keep_change_try_all() -> None:
    text = mail("rep").text
    parts = (
        "Discovery, 6 calls",
        "Last week’s plan",
        "Keep doing",
        "One thing to work on",
        "This week",
        "All dimensions",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("case", ["keywords", "keyword team"])
def test_a_keyword_reading_says_in_its_first_line_that_it_is_none_and_shows_no_score(case: str) -> None:
    email = mail(case)
    assert email.text.startswith("Keyword reading, not a judgement")
    assert visible(email.html).startswith("Keyword reading, not a judgement")
    assert "of 100" not in email.text
    assert "▲" not in email.text
    assert "▼" not in email.text
    assert "These calls are invented" in email.text


def test_few_calls_are_said_to_be_too_few_instead_of_a_score() -> None:
    email = mail("few")
    assert (
        "An average takes 3 scored calls of a dimension, and this week had fewer. What follows was seen on 2 calls"
        in email.text
    )
    assert "of 100" not in email.text
    assert email.subject == "2 calls, too few for an average. This week: let the price question breathe"


def test_the_subject_says_the_news() -> None:
    assert mail("rep").subject == "Discovery 75, up 15. This week: let the price question breathe"
    assert mail("team").subject.startswith("Mid-market East: Lee’s discovery is down 23; most to gain: ask before you")


def test_with_enhanced_privacy_no_word_of_a_call_is_in_the_mail() -> None:
    email = mail("rep", quotes=False)
    for said in ("more than we had in mind", "what were you comparing it with", "The discount came"):
        assert said not in email.html
        assert said not in email.text
    assert "8:10" in email.text


def test_what_a_call_brings_in_is_shown_and_not_obeyed() -> None:
    given = maya()
    told = tuple(
        replace(item, narrative=replace(item.narrative, focus=replace(item.narrative.focus, text=HOSTILE, say=HOSTILE)))
        if item.narrative.focus
        else item
        for item in given.told
    )
    hostile = replace(
        given, calls=tuple(replace(item, title=HOSTILE, url="javascript:alert(1)") for item in given.calls), told=told
    )
    found = letters(week(gathered([hostile])), Style())
    mails = [letter.email for letter in found if isinstance(letter, Letter)]
    for email in mails:
        assert "onclick" not in re.sub(r"&lt;.*?&gt;", "", email.html)
        assert "javascript:" not in email.html
        Page(re.sub(r"<!--.*?-->", "", email.html, flags=re.DOTALL))
    assert '<b onclick="x()">' in mails[0].text


def test_a_page_of_its_own_is_linked_where_a_call_has_none_in_gong() -> None:
    given = replace(maya(), calls=tuple(replace(item, is_invented=True) for item in maya().calls))
    found = letters(week(gathered([given]), {101: "call-101-r1.html"}), Style())
    assert isinstance(found[0], Letter)
    assert 'href="call-101-r1.html#t0"' in found[0].email.html
    assert "app.gong.io" not in found[0].email.html


def test_a_draft_says_for_whom_it_is_and_how_it_is_released() -> None:
    found = letters(week(gathered([maya()])), Style(stop=lambda _: STOP))
    assert isinstance(found[0], Letter)
    draft = found[0].draft
    assert draft is not None
    assert draft.subject.startswith("Draft for Maya Chen: Discovery 75")
    assert "coach report --week 2026-W46 --release" in draft.text
    assert "An earlier draft no longer counts." in draft.text
    assert STOP not in draft.html


def test_somebody_with_one_name_or_an_odd_one_gets_a_mail_too() -> None:
    for name in ("Cher", "  ", "Nguyễn Thị Ánh", "<i>X</i> Y", "{call} {0}"):
        found = letters(week(gathered([replace(maya(), person=person(1, name, Role.AE))])), Style())
        assert isinstance(found[0], Letter)
        assert found[0].email.subject


@given(st.text(max_size=60), st.text(max_size=200), st.lists(st.integers(0, 4), min_size=1, max_size=6))
def test_whatever_is_said_there_is_a_sound_mail(name: str, said: str, levels: list[int]) -> None:
    one = maya()
    told = tuple(
        replace(item, narrative=replace(item.narrative, focus=replace(item.narrative.focus, text=said, say=said)))
        if item.narrative.focus
        else item
        for item in one.told
    )
    changed = replace(
        one,
        person=person(1, name, Role.SE),
        calls=tuple(replace(item, title=said) for item in one.calls),
        told=told,
        tallies=tuple(tally(criterion, levels) for criterion in ("holds_value", "impact", "recap")),
        sights=tuple(item for criterion in ("holds_value", "impact", "recap") for item in sights(criterion, levels)),
    )
    for letter in letters(week(gathered([changed])), Style()):
        assert isinstance(letter, Letter)
        Page(re.sub(r"<!--.*?-->", "", letter.email.html, flags=re.DOTALL))
        letter.email.html.encode()
        assert "\n" not in letter.email.subject
        assert letter.email.subject.strip()


@pytest.mark.parametrize(
    ("scorer", "words"),
    [
        (CLAUDE, "Scored by Claude Sonnet 5.5, medium effort; every quote was checked."),
        ("client:claude-ai", "Scored by the model of claude-ai; every quote was checked."),
        (KEYWORDS, "Read for keywords; nobody judged the calls."),
    ],
)
def test_a_mail_says_who_judged(scorer: str, words: str) -> None:
    given = replace(maya(), scores=scores(Dimension.DISCOVERY, (70, 80, 75), scorer=scorer), actions=())
    (to_maya, _) = (item.email.text for item in letters(week(gathered([given])), Style()) if isinstance(item, Letter))
    assert words in flat(to_maya)


def test_one_thing_is_to_be_done_and_the_rest_is_left_to_whoever_has_room() -> None:
    for text in (mail("rep").text, visible(mail("rep").html)):
        after = text[text.index("This week: one thing to do") :]
        assert after.count("We’ll look for") == 1
        assert "If there is room: say it back before you go on; ask who else decides." in after
        assert "Three things" not in text


def test_the_button_to_listen_stands_below_what_it_plays_and_nowhere_else() -> None:
    text = mail("rep").text
    assert text.index("One thing to work on") < text.index("Listen at 8:10") < text.index("This week: one thing")
    assert "Listen at" not in mail("keywords").text


def test_what_keywords_did_not_see_has_no_clip_that_may_show_it() -> None:
    text = mail("keywords").text
    card = text[text.index("Not seen: ") : text.index("This week: ")]
    assert "It may have been said in other words." in card
    assert "Hear it" not in card
    assert "“" not in card
    assert "Start here" not in mail("keyword team").text


def alone(points: int) -> PersonWeek:
    """Somebody with four scored calls this week and none before."""
    given = maya()
    return replace(given, scores=scores(Dimension.DISCOVERY, (points,) * 4), actions=())


def test_where_nothing_can_be_compared_nothing_is_said_to_have_stayed_as_it_was() -> None:
    to_maya, to_jordan = (
        item.email for item in letters(week(gathered([alone(70)])), Style()) if isinstance(item, Letter)
    )
    assert "Your discovery on 4 calls, Maya" in to_maya.text
    assert "Nothing to compare with: 0 scored calls" in to_maya.text
    assert "where it was" not in to_maya.text
    for claim in ("held steady", "moved by more than chance"):
        assert claim not in to_jordan.text + to_jordan.subject
    assert "Nothing to compare yet" in to_jordan.text


def test_what_earlier_calls_asked_for_stands_with_when_it_was_to_be_done() -> None:
    assert "* Done. When they name a problem, ask what slips when it happens" in mail("rep").text


def test_a_mail_says_nothing_in_the_words_of_the_machinery() -> None:
    said = " ".join(mail(case).text for case in CASES)
    for jargon in ("keyword:1", "by dimension", "occasion for", "are chance", "– on 0"):
        assert jargon not in said
    assert "your averages" not in mail("keywords").text
    assert "none is judged" in mail("keyword team").text
