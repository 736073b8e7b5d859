"""Which flow runs when, served from this process: `python -m flows.deploy`. `prefect.yaml` has it for workers."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import Final

from prefect import aserve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from analysis.settings import Settings, read_settings
from flows.nudge import UNREACHABLE
from flows.process_new_call import process_new_call
from flows.submit_week import submit_week
from flows.sync_calls import sync_calls
from flows.visible import quiet_listeners
from flows.weekly_review import weekly_review

SWEEP: Final = "*/5 * * * *"
HOURLY: Final = "17 * * * *"
SUNDAY_EVENING: Final = "0 18 * * 0"
MONDAY_MORNING: Final = "0 6 * * 1"
TUESDAY_MORNING: Final = "0 6 * * 2"
AT_ONCE: Final = 4
AGAIN_S: Final = 5.0


async def deployments(settings: Settings) -> list[RunnerDeployment]:
    """Every flow with its schedule in the company's time.

    Two runs of `process-new-call` may overlap, so that what arrives while one is ending is not left to the sweep;
    a third would find nothing to do and is not started. A review that somebody wants waits for the one that runs.
    """
    zone = settings.company_timezone
    return [
        await process_new_call.ato_deployment(
            name="process-new-call",
            schedule=Cron(SWEEP, timezone=zone, slug="sweep"),
            concurrency_limit=_at_most(2),
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        await sync_calls.ato_deployment(
            name="sync-calls",
            schedule=Cron(HOURLY, timezone=zone, slug="hourly"),
            concurrency_limit=_at_most(1),
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        await submit_week.ato_deployment(
            name="submit-week",
            schedule=Cron(SUNDAY_EVENING, timezone=zone, slug="sunday-evening"),
            concurrency_limit=_at_most(1),
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        await weekly_review.ato_deployment(
            name="weekly-review",
            schedules=[
                Cron(MONDAY_MORNING, timezone=zone, slug="monday-morning"),
                Cron(TUESDAY_MORNING, timezone=zone, slug="tuesday-morning", parameters={"partial": True}),
            ],
            concurrency_limit=_at_most(1, ConcurrencyLimitStrategy.ENQUEUE),
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
    ]


async def main() -> None:
    """Serve them until stopped; the schedules go on being there."""
    quiet_listeners()
    while True:
        try:
            made = await deployments(read_settings())
            await aserve(*made, limit=AT_ONCE, pause_on_shutdown=False, print_starting_message=False)
        except UNREACHABLE:
            again = f"trying again in {AGAIN_S:.0f} seconds"
            sys.stderr.write(f"Prefect could not be told which flows there are; {again}.\n")
            await asyncio.sleep(AGAIN_S)
        else:
            return


def _at_most(
    runs: int, one_more: ConcurrencyLimitStrategy = ConcurrencyLimitStrategy.CANCEL_NEW
) -> ConcurrencyLimitConfig:
    return ConcurrencyLimitConfig(limit=runs, collision_strategy=one_more)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # that is how it is stopped
        asyncio.run(main())
