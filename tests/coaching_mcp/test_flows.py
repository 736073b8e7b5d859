"""The whole way with a real Prefect server on our Postgres: on time, seen, and still working when Prefect is not."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.nudge import answers
from tests.coaching_mcp.running import Running, child_of, environment, free_port, running
from tests.coaching_mcp.shell import ROOT, Shell

START_S = 150
POOL = "tests"
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


async def runs(prefect: httpx.AsyncClient, state: str) -> list[Any]:
    answer = await prefect.post("/flow_runs/filter", json={"limit": 200})
    return [run for run in answer.json() if run["state_type"] == state]


async def until_read(prefect: httpx.AsyncClient, calls: int) -> list[Any]:
    """The runs, however many it took, that read so many calls together."""
    async with asyncio.timeout(100):
        while True:
            done = [run for run in await runs(prefect, "COMPLETED") if "read" in run["state"]["message"]]
            if sum(int(run["state"]["message"].split()[0]) for run in done) >= calls:
                return done
            await asyncio.sleep(0.5)


async def a_week_is_reviewed(prefect: httpx.AsyncClient) -> None:
    """Started as from Prefect's page, with two calls of the week here and no Gong any more: it goes on and says so."""
    deployment = (await prefect.get("/deployments/name/weekly-review/weekly-review")).raise_for_status().json()
    run = {"parameters": {"week": "2026-W41"}, "state": {"type": "SCHEDULED"}}
    (await prefect.post(f"/deployments/{deployment['id']}/create_flow_run", json=run)).raise_for_status()
    async with asyncio.timeout(100):
        while True:
            found = await prefect.post("/artifacts/filter", json={"artifacts": {"key": {"any_": ["week-2026-w41"]}}})
            if artifacts := found.json():
                break
            await asyncio.sleep(0.5)
    review = artifacts[0]["data"]
    assert "Gong could not be reached" in review
    assert "| everybody | 2 | 2 | |" in review
    assert "none was sent. REPORT_MODE is off" in review


async def a_week_that_does_not_exist_is_no_reason_to_wait(prefect: httpx.AsyncClient) -> None:
    """It is said at once, and neither tried again nor in the way of the next one."""
    deployment = (await prefect.get("/deployments/name/weekly-review/weekly-review")).raise_for_status().json()
    run = {"parameters": {"week": "2026-W77"}, "state": {"type": "SCHEDULED"}}
    made = (await prefect.post(f"/deployments/{deployment['id']}/create_flow_run", json=run)).raise_for_status().json()
    async with asyncio.timeout(100):
        while (found := (await prefect.get(f"/flow_runs/{made['id']}")).json())["state_type"] not in ENDED:
            assert found["state_name"] != "AwaitingRetry"
            await asyncio.sleep(0.5)
    assert (found["name"], found["state_name"]) == ("review of 2026-W77", "Cannot be done")
    assert "is not a week" in found["state"]["message"]


async def a_server_that_is_killed_comes_back(flows: Running, api_url: str) -> None:
    os.kill(await child_of(flows.process.pid, "prefect server start"), signal.SIGKILL)
    await flows.until("it is started again")
    async with asyncio.timeout(START_S):
        while not await answers(api_url):  # noqa: ASYNC110 (a server can only be asked)
            await asyncio.sleep(0.5)


async def every_flow_is_deployed_for_workers(shell: Shell, api_url: str) -> None:
    """By Prefect's own command, from prefect.yaml, as docs/arriving.md has it."""
    settings = {"PREFECT_API_URL": api_url, "COACH_WORK_POOL": POOL, "COACH_HOME": str(ROOT), "DO_NOT_TRACK": "1"}
    said = ""
    program = str(Path(sys.executable).parent / "prefect")
    for command in (["work-pool", "create", POOL, "--type", "process"], ["--no-prompt", "deploy", "--all"]):
        process = await asyncio.create_subprocess_exec(
            program,
            *command,
            cwd=ROOT,
            env=environment(shell, **settings),
            stdin=-3,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate()
        said += out.decode()
        assert process.returncode == 0, said
    for flow in ("process-new-call", "sync-calls", "submit-week", "weekly-review"):
        assert f"{flow}/{flow}" in said


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/api", "prefect.example", "http://[x/api"])
def test_a_prefect_that_is_not_there_is_said_in_a_sentence(shell: Shell, address: str) -> None:
    done = shell.coach("flows", "serve", PREFECT_API_URL=address)
    assert done.returncode == 1
    assert "Prefect does not answer at PREFECT_API_URL" in done.stderr
    assert "Traceback" not in done.stderr
    asked = shell.coach("doctor", PREFECT_API_URL=address)
    assert asked.returncode == 1
    assert "✗ Prefect: Prefect does not answer" in asked.stdout


@pytest.mark.timeout(400)
async def test_prefect_runs_what_arrives_and_is_not_needed_for_it(shell: Shell) -> None:
    gong_port, port, prefect_port = free_port(), free_port(), free_port()
    gong, webhook = f"http://127.0.0.1:{gong_port}", f"http://127.0.0.1:{port}/webhooks/gong"
    api_url = f"http://127.0.0.1:{prefect_port}/api"
    simulate = ("simulate-gong", "--port", gong_port, "--to", webhook, "--every", "0")
    async with (
        running(shell, "serve", "--simulated", gong, "--port", port, PREFECT_API_URL=api_url) as server,
        httpx.AsyncClient(base_url=api_url, timeout=20) as prefect,
    ):
        await server.until("Serving")
        async with running(shell, "flows", "serve", "--port", prefect_port, "--simulated", gong) as flows:
            await flows.until("Every flow runs on time", within_s=START_S)
            async with running(shell, *simulate, "--calls", "2") as simulated:
                await simulated.until("answered with 200\ndelivered")
                done = await until_read(prefect, 2)
            assert done[0]["name"].startswith("calls that arrived")
            tasks = (await prefect.post("/task_runs/filter", json={})).json()
            assert {task["name"] for task in tasks} >= {"call 7300000000000000101"}
            artifacts = (await prefect.post("/artifacts/filter", json={})).json()
            assert any("app.gong.io/call?id=7300000000000000101" in artifact["data"] for artifact in artifacts)
            await a_week_that_does_not_exist_is_no_reason_to_wait(prefect)
            await a_week_is_reviewed(prefect)
            planned = [run["expected_start_time"] for run in await runs(prefect, "SCHEDULED")]
            assert len(planned) >= 6, "a cron deployment is really scheduled"
            await every_flow_is_deployed_for_workers(shell, api_url)
            await a_server_that_is_killed_comes_back(flows, api_url)
        async with running(shell, *simulate, "--calls", "4") as simulated:
            await server.until("Prefect could not be told")
            await server.until("read.")
        assert "Traceback" not in flows.said
    assert "Traceback" not in server.said
