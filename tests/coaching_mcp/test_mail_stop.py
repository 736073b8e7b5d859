"""Whoever follows the link in a mail can stop the mails and have them again, and nobody learns whose link it is."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import pytest
from fastmcp import FastMCP
from pydantic import SecretStr
from starlette.applications import Starlette

from coaching_mcp.app import build_app
from coaching_mcp.mail_stop import MailStop
from db.database import Database
from db.wishes import wishes
from flows.receiver import Receiver
from tests.analysis.desk import clock
from tests.reports.reading import Page

MAYA = "maya@company.example"
UNKNOWN_TOKEN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def browser(database: Database) -> AsyncGenerator[httpx.AsyncClient]:
    app = Starlette(routes=MailStop(database).routes())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="https://coach.company.example") as client:
        yield client


async def test_while_the_database_is_away_it_is_said_that_nothing_changed_and_what_to_do(dsn: str) -> None:
    async with Database.open(dsn) as gone:
        pass
    transport = httpx.ASGITransport(app=Starlette(routes=MailStop(gone).routes()))
    async with httpx.AsyncClient(transport=transport, base_url="https://coach.company.example") as client:
        for method in ("GET", "POST"):
            said = await client.request(method, f"/mail/stop/{UNKNOWN_TOKEN}")
            assert said.status_code == 503
            assert "Nothing has changed" in said.text


async def wanted(database: Database) -> bool:
    return (await wishes(database, [MAYA]))[MAYA].wanted


async def link(database: Database) -> str:
    return f"/mail/stop/{(await wishes(database, [MAYA]))[MAYA].token}"


def pressed(shown: httpx.Response) -> str:
    """Where the one button of a page leads."""
    page = Page(shown.text.split(">", 1)[1])
    (form,) = page.all("form")
    assert form.attributes["method"] == "post"
    assert len(page.all("button")) == 1
    return str(shown.url.join(form.attributes["action"]))


async def test_following_the_link_changes_nothing_because_scanners_follow_every_link(
    database: Database, browser: httpx.AsyncClient
) -> None:
    for method in ("GET", "HEAD"):
        assert (await browser.request(method, await link(database))).status_code == 200
    assert await wanted(database)


async def test_the_button_stops_the_mails_and_the_next_one_brings_them_back(
    database: Database, browser: httpx.AsyncClient
) -> None:
    asked = await browser.get(await link(database))
    stopped = await browser.post(pressed(asked))
    assert "The weekly mails are stopped" in stopped.text
    assert not await wanted(database)
    again = await browser.post(pressed(stopped))
    assert "You get the weekly mails again" in again.text
    assert await wanted(database)
    assert pressed(again) == pressed(asked)


async def test_one_click_of_a_mail_program_stops_them_without_a_page_in_between(
    database: Database, browser: httpx.AsyncClient
) -> None:
    """RFC 8058: this body, no cookies, and no redirect."""
    for _ in range(2):
        done = await browser.post(await link(database), data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
    assert not await wanted(database)


@pytest.mark.parametrize(
    "token",
    [
        "7d0b6a0e-8d0f-4f6e-9b57-2f7d9a4f3c11",
        "x",
        MAYA,
        "%00",
        "' or 1=1 --",
        "<script>alert(1)</script>",
        "a" * 5000,
        "é",
        "0",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_of_nobody_says_so_in_a_sentence_and_repeats_nothing(
    token: str, method: str, database: Database, browser: httpx.AsyncClient
) -> None:
    await link(database)
    for path in ("stop", "again"):
        shown = await browser.request(method, httpx.URL(path=f"/mail/{path}/{token}"))
        assert shown.status_code == 404
        assert "This link does not work" in shown.text
        assert token == "x" or token == "0" or token not in shown.text  # noqa: PLR1714 - letters of every page
    assert await wanted(database)


async def test_a_page_says_nothing_of_whose_link_it_is_and_is_kept_by_nobody(
    database: Database, browser: httpx.AsyncClient
) -> None:
    shown = await browser.get(await link(database))
    assert "maya" not in (shown.text + str(shown.headers)).casefold()
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in shown.headers["Content-Security-Policy"]
    assert "form-action 'self'" in shown.headers["Content-Security-Policy"]
    assert "form-action 'self'" in shown.text


async def test_whoever_has_the_link_needs_no_token_of_the_mcp_server(database: Database) -> None:
    receiver = Receiver(database, (), clock=clock, ring=lambda: None)
    app = build_app(FastMCP("coach"), receiver, database, token=SecretStr("a-token-nobody-has"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://coach.example") as client:
        assert (await client.post(await link(database))).status_code == 200
    assert not await wanted(database)


async def test_behind_a_proxy_that_puts_a_folder_before_it_the_buttons_still_work(
    database: Database, browser: httpx.AsyncClient
) -> None:
    asked = await browser.get(await link(database))
    at = httpx.URL("https://company.example/coach" + asked.url.path)
    form = Page(asked.text.split(">", 1)[1]).all("form")[0]
    assert at.join(form.attributes["action"]).path == "/coach" + asked.url.path
