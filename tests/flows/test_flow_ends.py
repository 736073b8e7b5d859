"""How a run of Prefect's ends: what cannot get better is not tried again, and nothing to do is no failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, State

from analysis.settings import Settings
from flows.deploy import deployments
from flows.outcome import Became, Drained, Result
from flows.process_new_call import process_new_call
from flows.submit_week import submit_week
from flows.sync_calls import sync_calls
from flows.visible import summary
from flows.weekly_review import weekly_review

ROOT = Path(__file__).parents[2]
TRIED_AGAIN = "FAILED"
"""The type of state that Prefect answers with another try."""


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where nothing is set."""
    monkeypatch.chdir(tmp_path)
    for name in ("GONG_ACCESS_KEY", "GONG_ACCESS_KEY_SECRET", "COMPANY_TIMEZONE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("flow", [weekly_review, submit_week])
async def test_a_week_that_does_not_exist_is_said_and_not_tried_again(flow: Any) -> None:
    state: State[Any] = await flow.fn("2026-W77")
    assert "'2026-W77' is not a week" in (state.message or "")
    assert (state.is_final(), state.type == TRIED_AGAIN) == (True, False)


async def test_a_setting_that_cannot_be_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANY_TIMEZONE", "Europe/Nowhere")
    state: State[Any] = await weekly_review.fn()
    assert "COMPANY_TIMEZONE" in (state.message or "")
    assert (state.is_final(), state.type == TRIED_AGAIN) == (True, False)


@pytest.mark.parametrize("flow", [process_new_call, sync_calls])
async def test_without_gong_there_is_nothing_to_fetch_and_nothing_fails(flow: Any) -> None:
    state: State[Any] = await flow.fn()
    assert state.is_completed()
    assert state.message == "Gong is not connected (GONG_ACCESS_KEY is not set), so no call arrives."


async def test_half_a_key_of_gongs_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONG_ACCESS_KEY", "half")
    monkeypatch.setenv("COACH_DATA_DIR", str(Path.cwd()))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert not (await process_new_call.fn()).is_completed()


def test_a_reason_stays_in_its_cell_whatever_it_quotes() -> None:
    refused = Result(call_id="7", became=Became.SKIPPED, reason="nobody knows\nwho “A | B” is")
    assert summary(Drained(results=[refused])).endswith("| skipped | nobody knows who “A / B” is |")


async def test_a_review_for_another_week_waits_for_the_one_that_runs_and_tuesday_sends_what_is_left() -> None:
    review = next(found for found in await deployments(Settings()) if found.name == "weekly-review")
    assert review.concurrency_options is not None
    assert review.concurrency_options.collision_strategy is ConcurrencyLimitStrategy.ENQUEUE
    partial = {found.slug: found.parameters for found in review.schedules or []}
    assert partial == {"monday-morning": {}, "tuesday-morning": {"partial": True}}


async def test_a_worker_runs_every_flow_at_the_same_times_as_one_that_is_served_from_here() -> None:
    written = {
        found["name"]: (
            tuple(found["concurrency_limit"].values()),
            [(one["cron"], one["slug"], one.get("parameters", {})) for one in found["schedules"]],
        )
        for found in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    }
    assert written == {
        found.name: (
            (found.concurrency_limit, found.concurrency_options and found.concurrency_options.collision_strategy),
            [(one.schedule.cron, one.slug, one.parameters) for one in found.schedules or []],
        )
        for found in await deployments(Settings())
    }
