"""The whole way by hand, as the README has it: a simulated Gong, a server that takes deliveries, what came of it."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from db import inbox
from db.database import Database
from db.embedded import embedded_postgres
from tests.coaching_mcp.running import free_port, running
from tests.coaching_mcp.shell import Shell
from tests.standins.gong import GongStandin


@pytest.mark.timeout(120)
async def test_calls_that_a_simulated_gong_delivers_are_judged_and_can_be_looked_at(shell: Shell) -> None:
    gong_port, port = free_port(), free_port()
    gong, webhook = f"http://127.0.0.1:{gong_port}", f"http://127.0.0.1:{port}/webhooks/gong"
    simulate = ("simulate-gong", "--port", gong_port, "--to", webhook, "--calls", "2", "--every", "0.1")
    async with (
        running(shell, "serve", "--simulated", gong, "--port", port) as server,
        running(shell, *simulate) as simulated,
    ):
        await simulated.until("answered with 200\ndelivered")
        await server.until("read.")
        async with httpx.AsyncClient() as http:
            assert (await http.post(webhook, json={})).status_code == 401
        listed = json.loads(shell.coach("calls", "--json").stdout)
        assert listed
        shown = shell.coach("show", str(listed[0]["id"]))
        again = shell.coach("sync", "--simulated", gong, "--since", "2026-10-01", "--until", "2026-10-12")
        week = shell.coach("sync", "--simulated", gong, "--until", "2026-10-12", "--dry-run")
        seen = shell.coach("sync", "--simulated", gong, "--since", "2026-10-01", "--dry-run", "--json")
    assert listed[0]["title"] in shown.stdout
    assert re.search(r"\d+ calls in Gong, 2026-10-01 to 2026-10-12: \d+ to fetch, 2 are known", again.stdout)
    assert again.returncode == 0
    assert "in Gong, 2026-10-05 to 2026-10-12" in week.stdout
    assert json.loads(seen.stdout)["known"] > 2
    assert "key=" not in server.said


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (("simulate-gong", "--to", "localhost:8000/webhooks"), "is not an address such as http://127.0.0.1:8000", 2),
        (("simulate-gong", "--to", "http://[x"), "is not an address such as", 2),
        (("simulate-gong", "--calls", "-3"), "'-3' is not a whole number from 1", 2),
        (("simulate-gong", "--every", "nan"), "'nan' is not a number of seconds", 2),
        (("sync", "--simulated", "--since", "2026-11-20", "--until", "2026-11-20"), "nothing lies between them", 1),
        (("sync", "--simulated", "--since", "2126-11-20"), "nothing lies between them", 1),
        (("sync", "--simulated", "--since", "1800-01-01"), "no calls from before 2015", 1),
        (("sync", "--simulated", "--until", "0001-01-05"), "no calls from before 2015", 1),
    ],
)
def test_what_cannot_be_is_said_at_once(shell: Shell, arguments: tuple[str, ...], words: str, code: int) -> None:
    done = shell.coach(*arguments)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr


async def test_what_waits_and_what_was_left_out_is_told_with_the_reason(shell: Shell) -> None:
    left_out, put_off, held = "7300000000000000901", "7300000000000000902", "7300000000000000903"
    with embedded_postgres(Path(shell.settings["COACH_DATA_DIR"])) as dsn:
        async with Database.open(dsn) as db:
            await inbox.note_calls(db, [left_out, put_off, held])
            claims = await inbox.claim_calls(db, most=3, lease=timedelta(minutes=5))
            await inbox.settle_call(db, claims[0], "skipped", "it is private in Gong")
            await inbox.put_off(db, [claims[1]], timedelta(hours=1), "no transcript yet")
    listed = shell.coach("drain", "--dry-run").stdout
    assert f"skipped: 1 call\n  {left_out}: it is private in Gong" in listed
    assert f"waiting: 1 call\n  {put_off}: no transcript yet, from " in listed
    assert f"working: 1 call\n  {held}: with another process, or with one that has died, and then free, from " in listed
    assert f"{left_out} arrived and is not here: it is private in Gong" in shell.coach("show", left_out).stderr
    asked = shell.coach("doctor")
    assert "Inbox: 1 call left for later" in asked.stdout
    assert "1 × no transcript yet, from " in asked.stdout
    done = shell.coach("drain", "--simulated", "http://127.0.0.1:1")
    assert (done.returncode, "1 call is with another process" in done.stdout) == (3, True), done.stdout + done.stderr


async def test_a_key_of_gongs_that_sees_nothing_is_said_so(shell: Shell) -> None:
    async with GongStandin() as standin:
        standin.tenant.shown = False
        done = await asyncio.to_thread(shell.coach, "sync", "--dry-run", "--simulated", standin.base_url)
    assert "not a single call of the last 90 days" in done.stderr
    assert done.returncode == 3


def test_the_doctor_looks_at_the_webhook_as_the_server_does(shell: Shell) -> None:
    good = shell.coach("doctor", GONG_WEBHOOK_URL_KEY="0123456789abcdefABCD")
    assert "Webhook: recognised by key in the address" in good.stdout
    bad = shell.coach("doctor", GONG_WEBHOOK_URL_KEY="short")
    assert bad.returncode == 1
    assert "✗ Webhook: the key of webhook rule" in bad.stdout


def test_without_a_key_for_gong_it_is_said_what_to_do(shell: Shell) -> None:
    done = shell.coach("sync")
    assert done.returncode == 1
    assert "GONG_ACCESS_KEY" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_server_that_cannot_ask_gong_says_so_and_serves_all_the_same(shell: Shell) -> None:
    async with running(shell, "serve", "--port", free_port()) as server:
        said = await server.until("Serving http://127.0.0.1:")
        assert "Calls that arrive are kept and wait: GONG_ACCESS_KEY" in said
        assert "No webhook rule is set up" in await server.until("No webhook rule")


def test_a_webhook_rule_that_cannot_be_right_is_said_before_anything_is_served(shell: Shell) -> None:
    done = shell.coach("serve", GONG_WEBHOOK_URL_KEY="short")
    assert done.returncode == 1
    assert "could be guessed" in done.stderr
    missing = shell.coach("serve", GONG_WEBHOOK_PUBLIC_KEYS="AAAA")
    assert "GONG_WEBHOOK_URL is not set" in missing.stderr
