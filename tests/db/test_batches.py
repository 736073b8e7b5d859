"""What the database keeps of a batch: each question in one batch, each outcome once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from db.answers import Answered, Claimed, claim, finish
from db.batches import Batch, close, enter, forget, left_over, open_questions, ours, pending, sent, settle, standings
from db.database import Database
from db.ledger import Entry, Outcome, cost_report

YESTERDAY = datetime.now(UTC) - timedelta(days=1)  # noqa: TID251 (the database has its own clock)
TOMORROW = YESTERDAY + timedelta(days=2)
A, B, C, D = (letter * 64 for letter in "abcd")
LEASE = timedelta(minutes=1)
DONE = Outcome(outcome="done", output_tokens=5, cost_usd=Decimal("0.25"), provider_request_id="msgbatch_1")


def entry(fingerprint: str, *, reserved: str = "1") -> tuple[Entry, str]:
    made = Entry(
        fingerprint=fingerprint,
        purpose="discovery",
        call_id=None,
        model="claude-sonnet-5-5",
        effort="medium",
        price_version="today batch",
        reserved_usd=Decimal(reserved),
    )
    return made, "DimensionAnswer"


async def entered(database: Database, *fingerprints: str, cap: str | None = None) -> tuple[int, frozenset[str]] | None:
    entries = [entry(fingerprint) for fingerprint in fingerprints]
    return await enter(database, entries, since=YESTERDAY, cap_usd=None if cap is None else Decimal(cap))


async def batch_of(database: Database, *fingerprints: str) -> Batch:
    assert await entered(database, *fingerprints)
    return (await pending(database))[-1]


async def test_a_batch_is_written_down_before_it_is_sent_and_its_money_put_aside(database: Database) -> None:
    batch = await batch_of(database, A, B)
    assert (batch.provider_id, batch.questions, batch.reserved_usd) == (None, 2, Decimal(2))
    assert timedelta(0) <= batch.age < timedelta(minutes=1)
    assert await open_questions(database, batch.id) == {A: "DimensionAnswer", B: "DimensionAnswer"}
    assert (await cost_report(database, YESTERDAY, TOMORROW)).total.reserved_usd == 2


async def test_a_question_goes_into_one_batch_only(database: Database) -> None:
    first = await batch_of(database, A, B)
    assert await entered(database, A, B) is None
    second = await entered(database, B, C)
    assert second is not None
    assert second == (first.id + 1, {C})


async def test_an_answered_question_goes_into_none(database: Database) -> None:
    batch = await batch_of(database, A)
    await settle(database, batch.id, A, DONE, body={"text": "{}"}, reason="")
    assert await entered(database, A) is None


async def test_what_passes_the_cap_stays_out_and_nothing_is_written_when_nothing_fits(database: Database) -> None:
    assert await entered(database, A, cap="0.99") is None
    assert await pending(database) == []
    assert await entered(database, A, cap="1") is not None
    assert await entered(database, B, cap="1.99") is None


async def test_a_batch_that_was_never_sent_leaves_no_trace(database: Database) -> None:
    batch = await batch_of(database, A)
    await forget(database, batch.id)
    assert await pending(database) == []
    assert (await cost_report(database, YESTERDAY, TOMORROW)).total.requests == 0
    assert await entered(database, A) is not None


async def test_a_batch_that_was_sent_after_all_keeps_its_questions(database: Database) -> None:
    """Whoever handed it in was slow, and somebody else gave it up in the meantime."""
    batch = await batch_of(database, A)
    await sent(database, batch.id, "msgbatch_1")
    await forget(database, batch.id)
    assert set(await open_questions(database, batch.id)) == {A}
    assert [one.provider_id for one in await pending(database)] == ["msgbatch_1"]


async def test_its_name_is_written_down_once(database: Database) -> None:
    batch = await batch_of(database, A)
    await sent(database, batch.id, "msgbatch_1")
    await sent(database, batch.id, "msgbatch_2")
    assert [one.provider_id for one in await pending(database)] == ["msgbatch_1"]
    assert await ours(database, ["msgbatch_1", "msgbatch_2"]) == {"msgbatch_1"}


async def test_an_answer_is_kept_and_paid_once(database: Database) -> None:
    batch = await batch_of(database, A, B)
    assert await settle(database, batch.id, A, DONE, body={"text": "{}"}, reason="")
    assert not await settle(database, batch.id, A, DONE, body={"text": "other"}, reason="")
    assert await claim(database, A, lease=LEASE) == Answered({"text": "{}"}, Decimal("0.25"))
    assert (await cost_report(database, YESTERDAY, TOMORROW)).total.cost_usd == Decimal("0.25")
    assert set(await open_questions(database, batch.id)) == {B}


async def test_an_answer_takes_the_place_of_a_question_that_somebody_is_asking(database: Database) -> None:
    batch = await batch_of(database, A)
    assert isinstance(await claim(database, A, lease=LEASE), Claimed)
    await settle(database, batch.id, A, DONE, body={"text": "{}"}, reason="")
    assert isinstance(await claim(database, A, lease=LEASE), Answered)


async def test_what_has_no_answer_is_left_over_until_somebody_else_has_one(database: Database) -> None:
    batch = await batch_of(database, A, B, C)
    await settle(database, batch.id, A, DONE, body={"text": "{}"}, reason="")
    expired = Outcome(outcome="expired", cost_usd=Decimal(0))
    await settle(database, batch.id, B, expired, body=None, reason="too late")
    await close(database, batch.id, reason="gone")
    assert [one.reason for one in await left_over(database, [batch.id])] == ["too late", "gone"]
    claimed = await claim(database, B, lease=LEASE)
    assert isinstance(claimed, Claimed)
    await finish(database, B, claimed.claim, body={"text": "{}"}, cost_usd=Decimal(1))
    assert [one.reason for one in await left_over(database, [batch.id])] == ["gone"]
    assert await pending(database) == []


@pytest.mark.parametrize("other", ["nothing", "claimed", "batched", "failed", "answered"])
async def test_what_is_known_of_a_question_is_told(database: Database, other: str) -> None:
    if other == "claimed":
        await claim(database, A, lease=LEASE)
    if other in {"batched", "failed", "answered"}:
        batch = await batch_of(database, A)
        if other == "failed":
            await settle(database, batch.id, A, Outcome(outcome="expired", cost_usd=None), body=None, reason="")
        if other == "answered":
            await settle(database, batch.id, A, DONE, body={"text": "{}"}, reason="")
    known = (await standings(database, [A, B]))[A]
    assert (known.answer is not None) == (other == "answered")
    assert known.is_busy == (other == "claimed")
    assert known.is_batched == (other in {"batched", "failed", "answered"})
    assert known.batched == {"failed": "expired", "answered": "done"}.get(other)
