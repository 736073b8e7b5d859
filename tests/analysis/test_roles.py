"""A job title says what somebody is judged for, or it is said that it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.roles import role_from_title
from gong.model import Side
from knowledge.rubric import Role
from tests.analysis.desk import everything

ROLES = {
    Role.AE: (
        "Account Executive",
        "Senior Account Executive",  # holds the letters of SE and is none
        "Enterprise AE, EMEA",
        "account-executive",
        "Account Director",
        "Sales Representative",
        "SDR",
        "Business Development Representative",
    ),
    Role.SE: (
        "Solutions Engineer",
        "Sales Engineering Manager",
        "Head of Solutions Architecture",
        "Pre-Sales Consultant",
        "Presales",
        "Senior SE",
        "Customer Engineer",
        "Customer Solutions Engineer",
        "Field Engineer",
        "Solutions   Consultant II",
    ),
    Role.CSM: (
        "Customer Success Manager",
        "Customer Success Engineer",  # looks after customers, however technical the work is
        "VP Customer Success",
        "Client Success Lead",
        "CSM",
        "Technical Account Manager",
        "Onboarding Manager",
    ),
    Role.SUPPORT: (
        "Support Engineer",
        "Technical Support Engineer II",
        "Head of Customer Support",
        "Product Support Specialist",
    ),
    Role.UNKNOWN: (
        "VP Sales",
        "Director of Sales",
        "Renewals Manager",  # sells in one company, looks after customers in the next
        "Sales Support Specialist",  # supports sales, not customers
        "Account Executive / Solutions Engineer",
        "Leiter Vertrieb",
        "Kundenberaterin",
        "Vertriebsingenieur",
        "Founder & CEO",
        "Software Engineer",
        "Executive Assistant",
        "Associate",
        "responsable de se ventes",
        "Supportive Housing Lead",
    ),
}


@pytest.mark.parametrize(("role", "title"), [(role, title) for role, titles in ROLES.items() for title in titles])
def test_a_title_names_a_role_or_none(role: Role, title: str) -> None:
    assert role_from_title(title).role is role


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Senior Account Executive", "from the job title 'Senior Account Executive'"),
        ("VP Sales", "the job title 'VP Sales' names none of the roles"),
        ("AE and CSM", "the job title 'AE and CSM' names more than one role"),
        ("  ", "no job title is known"),
        (None, "no job title is known"),
    ],
)
def test_the_reason_can_be_shown(title: str | None, reason: str) -> None:
    assert role_from_title(title).reason == reason


def test_everybody_on_our_side_of_the_bundled_calls_has_their_role() -> None:
    roles = {
        (speaker.name, role_from_title(speaker.title).role)
        for call in everything().calls
        for speaker in call.speakers
        if speaker.side is Side.US
    }
    assert roles == {
        ("Maya Chen", Role.AE),
        ("Daniel Okafor", Role.AE),
        ("Priya Raman", Role.SE),
        ("Tom Lindqvist", Role.SE),
        ("Elena Vasquez", Role.CSM),
        ("Marcus Boyd", Role.SUPPORT),
    }


@given(st.text())
def test_any_title_at_all_has_an_answer(title: str) -> None:
    assert role_from_title(title).reason
