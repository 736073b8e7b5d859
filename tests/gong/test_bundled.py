"""The bundled calls are whole, invented, and come in like anybody's."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date

import pytest

from analysis.transcript import canonical
from gong.bundled import bundled_export, bundled_export_json
from gong.export import Export
from gong.model import Side

TEAM = {"Maya Chen", "Daniel Okafor", "Priya Raman", "Tom Lindqvist", "Elena Vasquez", "Marcus Boyd"}


@pytest.fixture(scope="module")
def export() -> Export:
    return bundled_export()


def test_every_bundled_call_comes_in_and_says_that_it_is_invented(export: Export) -> None:
    assert len(export.calls) >= 24
    assert not export.refused
    assert not export.refused_users
    assert all(call.is_invented for call in export.calls)
    assert len({call.id for call in export.calls}) == len(export.calls)


def test_the_calls_have_40_to_200_turns(export: Export) -> None:
    turns = {call.title: len(canonical(call).utterances) for call in export.calls}
    assert {title: count for title, count in turns.items() if not 40 <= count <= 200} == {}


def test_at_least_two_calls_are_over_an_hour(export: Export) -> None:
    assert sum(call.duration_s > 3_600 for call in export.calls) >= 2


def test_each_of_the_six_reps_hosts_at_least_three_calls(export: Export) -> None:
    names = {user.id: user.name for user in export.users}
    hosted = Counter(names[call.host] for call in export.calls if call.host)
    assert hosted.total() == len(export.calls)
    assert set(hosted) == TEAM
    assert min(hosted.values()) >= 3


def test_the_calls_lie_in_six_weeks(export: Export) -> None:
    days = [call.started_at.date() for call in export.calls]
    assert date(2026, 10, 5) <= min(days)
    assert max(days) <= date(2026, 11, 15)


def test_ruth_abara_manages_the_six(export: Export) -> None:
    manager = next(user for user in export.users if user.name == "Ruth Abara")
    assert manager.manager is None
    assert {user.name for user in export.users if user.manager == manager.id} == TEAM
    assert len(export.users) == 7


def test_people_have_one_id_on_all_their_calls(export: Export) -> None:
    users = {user.email: user.id for user in export.users}
    ours = {(who.email, who.user_id) for call in export.calls for who in call.speakers if who.side is Side.US}
    assert ours == {(email, id_) for email, id_ in users.items() if email != "ruth.abara@callcoach-demo.example"}


def test_everybody_on_a_call_says_something_and_no_voice_is_unknown(export: Export) -> None:
    for call in export.calls:
        assert {turn.speaker for turn in call.turns} == {speaker.id for speaker in call.speakers}
        assert {speaker.side for speaker in call.speakers} == {Side.US, Side.CUSTOMER}


def test_customers_are_invented_and_the_same_person_is_always_the_same(export: Export) -> None:
    customers = {who for call in export.calls for who in call.speakers if who.side is Side.CUSTOMER}
    assert all((who.email or "").endswith(".example") for who in customers)
    assert len({who.email for who in customers}) == len({(who.email, who.name) for who in customers})


def test_every_call_has_its_deal(export: Export) -> None:
    assert all(call.account and call.opportunity and call.stage and call.product for call in export.calls)
    assert all(call.url == f"https://app.gong.io/call?id={call.id}" for call in export.calls)


def test_the_bundled_json_is_the_same_every_time() -> None:
    assert bundled_export_json() == bundled_export_json()


@pytest.mark.bench
def test_the_bundled_calls_are_there_at_once() -> None:
    def took() -> float:
        start = time.perf_counter()
        bundled_export()
        return time.perf_counter() - start

    assert min(took() for _ in range(5)) < 0.15
