"""Whole calls: there, waiting for their words, gone, or left out."""

from __future__ import annotations

from gong.fetch import fetch_calls
from gong.model import CallId
from gong.simulated import Tenant
from tests.analysis.desk import everything
from tests.gong.clients import client
from tests.standins.gong import GongStandin


def some(tenant: Tenant, count: int) -> list[CallId]:
    return [CallId(id_) for id_ in list(tenant.calls)[:count]]


async def test_a_call_from_gong_is_the_same_as_one_from_a_file() -> None:
    async with GongStandin() as standin, client(standin) as gong:
        fetched = await fetch_calls(gong, some(standin.tenant, 30))
    assert len(fetched.calls) == 26
    assert [(call.id, call.turns, call.speakers) for call in fetched.calls] == [
        (call.id, call.turns, call.speakers) for call in everything().calls
    ]
    assert (fetched.waiting, fetched.gone, fetched.refused) == ([], [], [])
    assert len(standin.requests) == 2


async def test_a_late_transcript_is_waited_for_and_then_there() -> None:
    tenant = Tenant.bundled()
    late, ready = some(tenant, 2)
    release = tenant.withhold(late)
    async with GongStandin(tenant) as standin, client(standin) as gong:
        first = await fetch_calls(gong, [late, ready])
        assert (first.waiting, [call.id for call in first.calls]) == ([late], [ready])
        assert (await fetch_calls(gong, [late])).waiting == [late]
        release()
        assert [call.id for call in (await fetch_calls(gong, [late])).calls] == [late]


async def test_an_empty_transcript_is_one_that_is_still_to_come() -> None:
    tenant = Tenant.bundled()
    (id_,) = some(tenant, 1)
    tenant.transcripts[id_]["transcript"] = []
    async with GongStandin(tenant) as standin, client(standin) as gong:
        assert (await fetch_calls(gong, [id_])).waiting == [id_]


async def test_the_words_of_a_private_call_are_never_asked_for() -> None:
    tenant = Tenant.bundled()
    private, public = some(tenant, 2)
    tenant.make_private(private)
    async with GongStandin(tenant) as standin, client(standin) as gong:
        fetched = await fetch_calls(gong, [private, public])
        assert [request.call_ids for request in standin.asked("/v2/calls/transcript")] == [[public]]
        assert [call.id for call in fetched.calls] == [public]
        assert [refusal.call_id for refusal in fetched.refused] == [private]
        assert "private" in fetched.refused[0].reason
        allowed = await fetch_calls(gong, [private], allow_private=True)
    assert [call.id for call in allowed.calls] == [private]


async def test_a_deleted_call_is_gone_and_so_is_everything_to_a_key_that_sees_nothing() -> None:
    tenant = Tenant.bundled()
    deleted, there = some(tenant, 2)
    tenant.delete(deleted)
    async with GongStandin(tenant) as standin, client(standin) as gong:
        fetched = await fetch_calls(gong, [deleted, there])
        assert (fetched.gone, [call.id for call in fetched.calls]) == ([deleted], [there])
        tenant.shown = False
        assert (await fetch_calls(gong, [there])).gone == [there]


async def test_one_bad_call_is_refused_alone() -> None:
    tenant = Tenant.bundled()
    shapeless, wordless, dateless, fine = some(tenant, 4)
    tenant.calls[shapeless]["parties"] = "many"
    tenant.transcripts[wordless]["transcript"] = [{"speakerId": "1", "sentences": [{"text": "…"}]}]
    started = tenant.calls[dateless]["metaData"]
    started["started"] = started["started"][:19] + "+00:00"
    started["duration"] = "long"
    async with GongStandin(tenant) as standin, client(standin, odd=True) as gong:
        fetched = await fetch_calls(gong, [shapeless, wordless, dateless, fine])
    assert [call.id for call in fetched.calls] == [fine]
    assert {refusal.call_id for refusal in fetched.refused} == {shapeless, wordless, dateless}
    assert (fetched.gone, fetched.waiting) == ([], [])
