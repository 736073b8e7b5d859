"""What people mean who look for calls in their own words."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.name_words import leaders_called
from analysis.plain_words import Understood, understand
from analysis.reading import Kind
from db.names import Colleague, Names
from knowledge.rubric import CriterionId

PACIFIC = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2026, 11, 24, 20, tzinfo=UTC)
PEOPLE = (
    "Maya Chen", "May Lee", "Will Turner", "Jürgen Müller", "Sinéad O'Brien", "Daniel Okafor", "Daniel Ruiz",
    "Morgan Reed", "Grace Kim", "Ruth Abara",
)  # fmt: skip
COLLEAGUES = tuple(
    Colleague(id=number, name=name, email=f"{name.split()[0].lower()}{number}@us.example")
    for number, name in enumerate(PEOPLE, 1)
)
KNOWN = Names(
    people=COLLEAGUES,
    leaders=tuple(one for one in COLLEAGUES if one.name in {"Grace Kim", "Jürgen Müller", "Ruth Abara"}),
    teams=("West", "Enterprise East", "Support"),
    accounts=(
        "Brightline Logistics", "Pinecrest Bank", "Pinecrest Energy", "AT&T", "Müller GmbH", "The Home Depot",
        "Discovery Inc.", "Morgan Stanley", "E.ON SE", "Acme, Inc.", "Société Générale",
    ),
    products=("Prefect Cloud", "Horizon"),
)  # fmt: skip
CRITERIA = ((CriterionId("next_step"), "A dated next step"), (CriterionId("agenda"), "Opening with a purpose"))
QUOTES = re.compile(r"[\"“”„«»]")
OCTOBER = "1 Oct 2026 to 31 Oct 2026"


def read(text: str) -> Understood:
    return understand(text, now=TUESDAY, zone=PACIFIC, known=KNOWN, criteria=CRITERIA)


def filters(text: str) -> dict[str, object]:
    """What was asked for, without what was not."""
    found = read(text)
    reached = found.findings.reached
    said = {
        "days": found.period and found.period.words,
        "people": ", ".join(person.name for person in found.people),
        "team": found.team,
        "led by": found.led_by and found.led_by.name,
        "account": found.account,
        "product": found.product,
        "role": found.role,
        "type": found.call_type,
        "in": ", ".join(found.dimensions),
        "scores": found.scores and (found.scores.least, found.scores.most),
        "objection": found.findings.objection or (found.findings.any_objection and "any"),
        "met": found.findings.handling,
        "win": found.findings.win,
        "state": found.findings.win_state,
        "claim": found.findings.claim,
        "level": reached and f"{reached.criterion} {reached.least}-{reached.most}",
        "side": found.side,
        "asked": found.asked,
        "speaker": found.speaker,
        "sort": found.sort,
        "words": found.words,
    }
    return {name: value for name, value in said.items() if value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What issue 7 and the deployment guide ask for.
        (
            "discovery calls last month with pricing objections under 70",
            {"type": "discovery", "days": OCTOBER, "objection": "pricing", "scores": (None, 69)},
        ),
        (
            "all discovery calls from last month with pricing objections where the rep scored below 70",
            {"type": "discovery", "days": OCTOBER, "objection": "pricing", "scores": (None, 69)},
        ),
        # Days.
        ("demos in March", {"type": "demo", "days": "1 Mar 2026 to 31 Mar 2026"}),
        ("calls since 3 November", {"days": "3 Nov 2026 to 24 Nov 2026"}),
        ("calls in week 46", {"days": "9 Nov 2026 to 15 Nov 2026"}),
        ("what came in yesterday?", {"days": "23 Nov 2026"}),
        ("calls from 3 to 9 October", {"days": "3 Oct 2026 to 9 Oct 2026"}),
        ("between 3 October and 9 November", {"days": "3 Oct 2026 to 9 Nov 2026"}),
        ("calls before last month", {"days": "up to 30 Sep 2026"}),
        ("the week of 3 November", {"days": "2 Nov 2026 to 8 Nov 2026"}),
        ("last two weeks", {"days": "11 Nov 2026 to 24 Nov 2026"}),
        ("on 12.10.2026", {"days": "12 Oct 2026"}),
        ("October 3rd to 9th", {"days": "3 Oct 2026 to 9 Oct 2026"}),
        ("demos 2 weeks ago", {"type": "demo", "days": "9 Nov 2026 to 15 Nov 2026"}),
        ("31 February", {}),
        ("10/5 to 10/9", {}),
        # Scores.
        ("under 70", {"scores": (None, 69)}),
        ("below 70", {"scores": (None, 69)}),
        ("at least 80", {"scores": (80, None)}),
        ("70 or more", {"scores": (70, None)}),
        ("between 40 and 60", {"scores": (40, 60)}),
        ("scored 55 in discovery", {"in": "discovery", "scores": (55, 55)}),
        ("above 90 points", {"scores": (91, None)}),
        ("<= 50", {"scores": (None, 50)}),
        ("discovery below 60 last month", {"in": "discovery", "scores": (None, 59), "days": OCTOBER}),
        ("discovery calls below 60 in engagement", {"type": "discovery", "in": "engagement", "scores": (None, 59)}),
        ("objection handling under 50", {"in": "objection_handling", "scores": (None, 49)}),
        ("calls under 30 minutes", {}),
        ("over 40 and under 60", {"scores": (41, 59)}),
        ("below 40 and above 60", {"scores": (None, 39)}),
        ("engagement over 40 and discovery under 60", {"in": "engagement", "scores": (41, None)}),
        ("under 60 in discovery, engagement over 40", {"in": "discovery", "scores": (None, 59)}),
        ("over 40 and under 60 in discovery", {"in": "discovery", "scores": (41, 59)}),
        ("a discount of 20%", {"words": "discount 20"}),
        # Types of calls.
        ("intro calls", {"type": "discovery"}),
        ("proofs of concept", {"type": "poc_kickoff"}),
        ("QBRs with Acme", {"type": "check_in", "account": "Acme, Inc."}),
        ("security review", {"type": "architecture_review"}),
        ("support calls", {"type": "support"}),
        ("tech deep dives", {"type": "technical_deep_dive"}),
        ("the support team's calls", {"team": "Support"}),
        ("support engineers in demos", {"role": "support", "type": "demo"}),
        ('calls titled "demo"', {"words": 'titled "demo"'}),
        ("pricing calls", {"type": "negotiation"}),
        ("pricing", {"words": "pricing"}),
        ("demos and discovery calls", {"type": "demo"}),
        # Roles, people, teams.
        ("SE calls", {"role": "se"}),
        ("account executives in negotiations", {"role": "ae", "type": "negotiation"}),
        ("Maya's discovery calls", {"people": "Maya Chen", "type": "discovery"}),
        ("MAYA CHEN", {"people": "Maya Chen"}),
        ("calls of juergen mueller", {"people": "Jürgen Müller"}),
        ("Jurgen Muller's demos", {"people": "Jürgen Müller", "type": "demo"}),
        ("sinead obrien", {"people": "Sinéad O'Brien"}),
        ("maya1@us.example yesterday", {"people": "Maya Chen", "days": "23 Nov 2026"}),
        ("Daniel", {"people": "Daniel Okafor, Daniel Ruiz"}),
        ("Daniel Ruiz and Maya", {"people": "Daniel Ruiz, Maya Chen"}),
        ("enterprise east last month", {"team": "Enterprise East", "days": OCTOBER}),
        ("team west", {"team": "West"}),
        ("Grace Kim's team last month", {"led by": "Grace Kim", "days": OCTOBER}),
        ("demos of Grace’s people", {"led by": "Grace Kim", "type": "demo"}),
        ("the team of juergen mueller", {"led by": "Jürgen Müller"}),
        ("Maya's team", {"people": "Maya Chen"}),
        ("Grace Kim and her team", {"people": "Grace Kim"}),
        ("go west", {"words": "go west"}),
        # Words that are names, too.
        ("calls in May", {"days": "1 May 2026 to 31 May 2026"}),
        ("calls with May", {"people": "May Lee"}),
        ("May Lee in May", {"people": "May Lee", "days": "1 May 2026 to 31 May 2026"}),
        ("what customers may want", {"words": "want"}),
        ("Will's demos", {"people": "Will Turner", "type": "demo"}),
        ("with Will last month", {"people": "Will Turner", "days": OCTOBER}),
        ("will they renew", {"words": "renew"}),
        ("Will they renew", {"words": "renew"}),
        ("budget, or price", {"words": "budget or price"}),
        ("grace period", {"words": "grace period"}),
        ("Morgan", {"people": "Morgan Reed"}),
        ("Morgan Stanley", {"account": "Morgan Stanley"}),
        # Customers and products.
        ("the Brightline demo", {"account": "Brightline Logistics", "type": "demo"}),
        ("bright line logistics", {"account": "Brightline Logistics"}),
        ("Pinecrest", {"account": "Pinecrest"}),
        ("ATT calls", {"account": "AT&T"}),
        ("AT&T, in October", {"account": "AT&T", "days": OCTOBER}),
        ("home depot negotiations", {"account": "The Home Depot", "type": "negotiation"}),
        ("calls with E.ON", {"account": "E.ON SE"}),
        ("societe generale", {"account": "Société Générale"}),
        ("Discovery Inc. demos", {"account": "Discovery Inc.", "type": "demo"}),
        ("prefect cloud calls", {"product": "Prefect Cloud"}),
        # Objections, wins, claims, criteria.
        ("security objections", {"objection": "security"}),
        ("objections about the price handled badly", {"objection": "pricing", "met": "not"}),
        ("any objections", {"objection": "any"}),
        ("well handled competitor objections", {"objection": "competitor", "met": "well"}),
        ("legal blocked", {"win": "legal", "state": "blocked"}),
        ("technical win advanced", {"win": "technical", "state": "advanced"}),
        ("blocked by security", {"win": "security", "state": "blocked"}),
        ("blocked wins", {"state": "blocked"}),
        ("wrong product claims by SEs", {"claim": "wrong", "role": "se"}),
        ("next step at level 0", {"level": "next_step 0-0"}),
        ("agenda at level 2 or less, demos", {"level": "agenda 0-2", "type": "demo"}),
        ("competitor objections not handled well", {"objection": "competitor", "met": "not"}),
        ("product claims that were wrong", {"claim": "wrong"}),
        ("agenda above level 2", {"level": "agenda 3-4"}),
        ("levels 1 to 3 of next step", {"level": "next_step 1-3"}),
        # What was said.
        ('said by the customer: "too expensive"', {"side": "customer", "words": '"too expensive"'}),
        ("customer asked about SSO", {"side": "customer", "asked": True, "words": "SSO"}),
        ("where the rep mentioned kubernetes", {"side": "us", "words": "kubernetes"}),
        ('demos "too expensive" -discount', {"type": "demo", "words": '"too expensive" -discount'}),
        ("budget or price", {"words": "budget or price"}),
        ("integrat* snowflake", {"words": "integrat* snowflake"}),
        ("“pricing objections” last month", {"words": '"pricing objections"', "days": OCTOBER}),
        ("what Jonas said about price", {"speaker": "Jonas", "words": "price"}),
        ("What Jonas Weber asked about SSO", {"speaker": "Jonas Weber", "asked": True, "words": "SSO"}),
        ("what Maya said about price", {"people": "Maya Chen", "words": "price"}),
        ("Snowflake mentioned", {"words": "Snowflake"}),
        ("did anyone mention price", {"words": "price"}),
        # Order.
        ("discovery calls, worst first", {"type": "discovery", "sort": "lowest_score"}),
        ("low scores in product knowledge", {"sort": "lowest_score", "in": "product_knowledge"}),
        ("best discovery calls this month", {"type": "discovery", "days": "1 Nov 2026 to 30 Nov 2026"}),
        ("5 newest demos", {"type": "demo", "sort": "newest"}),
        ("newest demos", {"type": "demo", "sort": "newest"}),
        ("SSO best match", {"sort": "relevance", "words": "SSO"}),
        ("weakest calls in discovery", {"sort": "lowest_score", "in": "discovery"}),
        # What cannot be asked for.
        ("demos without objections", {"type": "demo"}),
        ("demos without a next step", {"type": "demo"}),
        ("not discovery", {}),
        ("exclude support calls in October", {"days": OCTOBER}),
        ("calls where Maya did not ask about budget", {"people": "Maya Chen"}),
        ('demos where they didn\'t say "too expensive" last month', {"type": "demo", "days": OCTOBER}),
        ("call 5", {}),
        ("oldest demos", {"type": "demo"}),
        ("my calls", {}),
        ("", {}),
    ],
)
def test_plain_words_become_these_filters(text: str, expected: dict[str, object]) -> None:
    assert filters(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Daniel", "Daniel Okafor (daniel6@us.example) or Daniel Ruiz (daniel7@us.example)"),
        ("Pinecrest", "“Pinecrest” could be Pinecrest Bank or Pinecrest Energy"),
        ("Morgan", "“Morgan” is read as Morgan Reed; write Morgan Stanley in full"),
        ("calls in May", "“May” is not read as May Lee: write the whole name"),
        ("Support last month", "“support” is read as the type of call; write “support engineers” for the role"),
        ("discovery below 60", "write “discovery calls” for the type of call"),
        ("demos and discovery calls", "“discovery calls” was left out: a search is for one type of call."),
        ("last month and in week 3", "“in week 3” was left out: a search is for one period."),
        ("below 40 and above 60", "“above 60” was left out: no score is in both ranges at once."),
        ("engagement over 80 and discovery under 50", "“discovery under 50” was left out: a search is for one range"),
        ("exclude support calls", "“exclude support calls” was left out: a search asks for what is there"),
        ("where Maya did not ask about budget", "“did not ask about budget” was left out"),
        ("call 5", "“call 5” was left out: a call with a number is shown, not searched for"),
        ("who is best at discovery", "“best” was left out: lists go by date"),
        ("31 February", "“31 February” was left out: there is no such day"),
        ("10/5", "write a date as 2026-10-12 or 12 October"),
        ("what Jonas said about price", "“Jonas” is none of ours: looked for among what anybody of that name said."),
        ("demos without any objections", "“without any objections” was left out"),
        ("oldest demos", "“oldest” was left out: lists go by date, newest first"),
        ("pricing and security objections", "“pricing and” was left out: a search is for one kind of objection."),
        (
            "calls longer than 60 minutes",
            "“longer than 60 minutes” was left out: calls are not told apart by their length",
        ),
        ("top 10 demos", "“top 10” was left out: how many are shown is given apart"),
        ("demos on 10/12/2026", "write a date as 2026-10-12 or 12 October"),
        ("Will they renew", "“Will” is not read as Will Turner: write the whole name to mean that."),
        ("demos without kubernetes", "“without kubernetes” was left out"),
        ("calls with no next step", "To mean the criterion, write a level: “next step at level 0”."),
        ("calls with Muller", "“Muller” is read as Jürgen Müller; write Müller GmbH in full to mean the customer."),
        ("my demos", "“my” was left out: who is asking is not known here"),
    ],
)
def test_what_may_be_meant_otherwise_or_cannot_be_done_is_said(text: str, says: str) -> None:
    assert any(says in doubt for doubt in read(text).doubts), read(text).doubts


def test_every_example_of_the_manual_is_understood() -> None:
    manual = (Path(__file__).parent.parent.parent / "docs" / "searching.md").read_text(encoding="utf-8")
    table = manual.split("| | such as |")[1].split("\n\n")[0].splitlines()[2:]
    examples = {row.split("|")[1].strip(): row.split("|")[2].strip().split(", ") for row in table}
    assert len(examples) == 10
    for kind, texts in examples.items():
        for text in texts:
            found = filters(text)
            assert found, text
            assert kind == "what was said" or "words" not in found, text


CHUNKS = (
    "discovery calls", "last month", "with pricing objections", "handled badly", "under 70", "Maya Chen",
    "for Brightline", "team West", "SEs", "wrong claims", "legal blocked", "kubernetes", "worst first",
    "Grace Kim's team",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "leaders"),
    [
        ("Grace Kim’s team", ["Grace Kim"]), ("grace's team", ["Grace Kim"]), ("KIM", ["Grace Kim"]),
        ("juergen mueller", ["Jürgen Müller"]), ("grace9@us.example", ["Grace Kim"]), ("Maya", []), ("", []),
        ("team", []),
    ],
)  # fmt: skip
def test_a_team_without_a_name_is_called_by_who_leads_it(text: str, leaders: list[str]) -> None:
    assert [leader.name for leader in leaders_called(text, KNOWN)] == leaders


@given(st.permutations(CHUNKS), st.integers(1, len(CHUNKS)))
def test_the_order_in_which_things_are_said_does_not_matter(chunks: list[str], length: int) -> None:
    some = chunks[:length]
    assert filters(" ".join(some)) == filters(" ".join(sorted(some)))


WORDS = (
    "may will in since between and under 70 40 60 discovery demo calls support with without not objection pricing "
    "handled badly maya daniel pinecrest at&t e.on müller's team west level 2 agenda last month week 46 10 october "
    'customer asked about "so -no worst first or blocked legal wins my scored to 3 the'
).split()
PLAIN_TEXT = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=14).map(" ".join)


@given(PLAIN_TEXT | st.text(max_size=120))
def test_any_text_can_be_read_and_every_character_of_it_is_accounted_for(text: str) -> None:
    found = read(text)
    whole = "".join(piece.text for piece in found.pieces)
    assert whole == unicodedata.normalize("NFC", text)
    assert all(piece.text for piece in found.pieces)
    searched = " ".join(QUOTES.sub(" ", found.words).split())
    for piece in found.pieces:
        if piece.kind is Kind.WORD:
            assert " ".join(QUOTES.sub(" ", piece.text).split()) in searched


@given(PLAIN_TEXT)
def test_what_is_searched_as_words_is_read_as_words_again(text: str) -> None:
    """Nothing is understood that is not gone from the words, so that reading them finds nothing more to filter by."""
    quoted = " ".join(f'"{word}"' for word in text.replace('"', "").split())
    assert set(filters(quoted)) <= {"words"}


@given(st.sampled_from(["", "x", "é", "İstanbul ß ﬁ"]), st.text(max_size=20))
def test_words_in_quotation_marks_stay_words(before: str, phrase: str) -> None:
    phrase = phrase.replace('"', "")
    assert f'"{unicodedata.normalize("NFC", phrase)}"' in read(f'{before} "{phrase}"').words
