"""A look at a real Gong, by hand: set GONG_ACCESS_KEY and the rest, then run this file with `uv run pytest -s`.

The suite keeps to this machine, so the look itself is a program of its own, which this file also is. It reads a few
lists and at most one transcript, prints how much there is, and shows no key, no name and no word of any call.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analysis.settings import read_settings
from gong.client import GongClient
from gong.fetch import fetch_calls
from gong.listing import Listed
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from tests.gong.clients import OwnPace
from tests.standins.gong import GongStandin

ROOT = Path(__file__).parent.parent
LOOK_BACK = timedelta(days=7)


def looked(*settings: str) -> str:
    """What the look prints, with these settings set."""
    command = ["env", *settings, sys.executable, "-m", "tests.test_gong_client_live"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr.strip().splitlines()[-1:]
    return done.stdout


@pytest.mark.timeout(300)
def test_a_real_gong_gives_what_we_ask_for() -> None:
    settings = read_settings()
    if settings.gong_access_key is None or settings.gong_access_key_secret is None:
        pytest.skip("GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET are not set")
    print(looked())


def test_the_look_itself_works_and_shows_neither_keys_nor_words() -> None:
    with GongStandin() as standin:
        call = max(standin.tenant.calls.values(), key=lambda call: call["metaData"]["started"])
        call["metaData"]["started"] = (datetime.now(UTC) - timedelta(days=1)).isoformat()  # noqa: TID251 - as below
        shown = looked(
            f"GONG_ACCESS_KEY={ACCESS_KEY}",
            f"GONG_ACCESS_KEY_SECRET={ACCESS_KEY_SECRET}",
            f"GONG_API_BASE_URL={standin.base_url}",
        )
        title = call["metaData"]["title"]
    assert "calls of a week: 1, private: 0" in shown
    assert "waiting 0, refused []" in shown
    assert not [secret for secret in (ACCESS_KEY, ACCESS_KEY_SECRET, title) if secret in shown]


async def look() -> None:
    """Ask for a little of everything, and print how much there is."""
    settings = read_settings()
    key, secret = settings.gong_access_key, settings.gong_access_key_secret
    if key is None or secret is None:
        raise SystemExit("set GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET first")
    today = datetime.now(UTC)  # noqa: TID251 - the look is at what is there now
    async with GongClient.open(
        access_key=key.get_secret_value(),
        access_key_secret=secret.get_secret_value(),
        base_url=settings.gong_api_base_url,
        pace=OwnPace(lambda: datetime.now(UTC)),  # noqa: TID251 - as above
    ) as gong:
        print(await gong.check())
        roster = await gong.users()
        managed = sum(user.manager is not None for user in roster.users)
        print(f"users: {len(roster.users)}, with a manager: {managed}, unreadable: {len(roster.refused)}")
        listed = [call async for call in gong.calls(today - LOOK_BACK, today)]
        calls = [call for call in listed if isinstance(call, Listed)]
        open_ones = [call.id for call in calls if not call.is_private]
        print(f"calls of a week: {len(listed)}, private: {len(calls) - len(open_ones)}")
        fetched = await fetch_calls(gong, open_ones[:1])
        turns, reasons = [len(call.turns) for call in fetched.calls], [one.reason for one in fetched.refused]
        print(f"the oldest: turns {turns}, waiting {len(fetched.waiting)}, refused {reasons}")
        answered = await gong.answered_scorecards((today - LOOK_BACK).date(), today.date())
        print(f"filled-in scorecards of a week: {len(answered)}, scorecards: {len(await gong.scorecards())}")
        print(f"trackers: {len(await gong.trackers())}")


if __name__ == "__main__":
    asyncio.run(look())
