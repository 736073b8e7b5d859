"""What a call was for is read from Gong's own fields, or left open, always with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.call_type import call_type_of
from gong.model import Call
from knowledge.rubric import CallType
from tests.analysis.desk import everything
from tests.builders import call_of

BUNDLED = everything().calls
PURPOSES = {
    "Discovery": CallType.DISCOVERY,
    "Demo": CallType.DEMO,
    "Technical deep dive": CallType.TECHNICAL_DEEP_DIVE,
    "Proof-of-concept kickoff": CallType.POC_KICKOFF,
    "Architecture review": CallType.ARCHITECTURE_REVIEW,
    "Negotiation": CallType.NEGOTIATION,
    "Executive presentation": CallType.EXECUTIVE_PRESENTATION,
    "Check-in": CallType.CHECK_IN,
    "Renewal": CallType.CHECK_IN,
    "Support": CallType.SUPPORT,
}


def type_of(**fields: str | None) -> CallType:
    return call_type_of(replace(call_of(("R1", "Hello.")), **{"title": "", **fields})).type


@pytest.mark.parametrize("call", BUNDLED, ids=lambda call: call.title)
def test_every_bundled_call_has_its_type_from_its_purpose(call: Call) -> None:
    guess = call_type_of(call)
    assert guess.type is PURPOSES[call.purpose or ""]
    assert guess.reason == f"from the purpose {call.purpose!r}"


@pytest.mark.parametrize("call", BUNDLED, ids=lambda call: call.title)
def test_a_title_alone_never_gives_the_wrong_type(call: Call) -> None:
    untold = replace(call, purpose=None, stage=None)
    assert call_type_of(untold).type in {PURPOSES[call.purpose or ""], CallType.OTHER}


@pytest.mark.parametrize(
    ("title", "type_"),
    [
        ("Acme <> us: POC kick-off", CallType.POC_KICKOFF),
        ("Proof of value readout", CallType.POC_KICKOFF),
        ("Acme security review", CallType.ARCHITECTURE_REVIEW),
        ("Deepdive: workers", CallType.TECHNICAL_DEEP_DIVE),
        ("Technical discovery", CallType.TECHNICAL_DEEP_DIVE),
        ("Executive briefing for the COO", CallType.EXECUTIVE_PRESENTATION),
        ("Intro with our account executive", CallType.DISCOVERY),
        ("Renewal negotiation", CallType.NEGOTIATION),
        ("Pricing and contract", CallType.NEGOTIATION),
        ("Weekly check in", CallType.CHECK_IN),
        ("Q3 QBR", CallType.CHECK_IN),
        ("Incident follow-up", CallType.SUPPORT),
        ("Product walk through", CallType.DEMO),
        ("First meeting", CallType.DISCOVERY),
        ("Kanban board and whiteboard", CallType.OTHER),
        ("Demographics of the Onboardia market", CallType.OTHER),
        ("Erstgespräch", CallType.OTHER),
        ("", CallType.OTHER),
    ],
)
def test_a_title_tells_the_type_when_it_is_clear(title: str, type_: CallType) -> None:
    assert type_of(title=title) is type_


def test_the_purpose_goes_before_the_title_and_the_title_before_the_stage() -> None:
    assert type_of(purpose="Demo", title="Discovery", stage="Negotiation") is CallType.DEMO
    assert type_of(purpose="Quick chat", title="Discovery", stage="Negotiation") is CallType.DISCOVERY
    assert type_of(purpose=None, title="Weekly", stage="Negotiation/Review") is CallType.NEGOTIATION


def test_it_is_said_when_nothing_names_a_type() -> None:
    guess = call_type_of(replace(call_of(("R1", "Hello.")), title="Sync", purpose=None, stage="Closed Won"))
    assert (guess.type, guess.reason) == (
        CallType.OTHER,
        "neither purpose, title nor deal stage names a type of call",
    )


@given(st.text(), st.text(), st.text())
def test_any_words_at_all_have_an_answer(purpose: str, title: str, stage: str) -> None:
    guess = call_type_of(replace(call_of(("R1", "Hello.")), purpose=purpose, title=title, stage=stage))
    assert guess.reason
