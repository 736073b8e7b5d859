"""The way to stop the weekly mails: a page that changes nothing, a button, and the one click of a mail program.

Link scanners follow every link of a mail, so only a POST changes anything (RFC 8058). Whoever has the link needs no
other proof; the page says nothing of whose it is.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from db.database import Database
from db.errors import StorageError
from db.wishes import Wish, set_wish, wish_of
from reports.mail_view import MailStopView
from reports.office import STOP_PATH
from reports.render import render_mail_stop

AGAIN_PATH: Final = "/mail/again"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
UNKNOWN: Final = MailStopView(
    title="This link does not work",
    text="It may have been cut off on the way here: copy the whole link from the end of the mail, or answer the mail "
    "with “stop”.",
)
AWAY: Final = MailStopView(
    title="This does not work just now",
    text="Nothing has changed: try the same link again in a few minutes, or answer the mail with “stop”.",
)


class MailStop:
    """Lets whoever has a mail's link stop these mails, and have them again."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def routes(self) -> list[Route]:
        stop, again = f"{STOP_PATH}/{{token:path}}", f"{AGAIN_PATH}/{{token:path}}"
        return [
            Route(stop, self._ask, methods=["GET"]),
            Route(again, self._ask, methods=["GET"]),
            Route(stop, self._stop, methods=["POST"]),
            Route(again, self._again, methods=["POST"]),
        ]

    async def _ask(self, request: Request) -> Response:
        return await self._answered(request)

    async def _stop(self, request: Request) -> Response:
        return await self._answered(request, wanted=False)

    async def _again(self, request: Request) -> Response:
        return await self._answered(request, wanted=True)

    async def _answered(self, request: Request, *, wanted: bool | None = None) -> Response:
        """The page, after what is `wanted` was set if it was said."""
        try:
            wish = await self._wish(request)
            if wish and wanted is not None:
                await set_wish(self._db, wish.address, wanted=wanted)
                wish = await self._wish(request)
        except StorageError:
            return HTMLResponse(render_mail_stop(AWAY), 503, {**HEADERS, "Retry-After": "60"})
        return _page(wish, done=wanted is not None)

    async def _wish(self, request: Request) -> Wish | None:
        try:
            token = UUID(request.path_params["token"])
        except ValueError:
            return None
        return await wish_of(self._db, str(token))


def _page(wish: Wish | None, *, done: bool = False) -> Response:
    view = UNKNOWN if wish is None else _view(wish, done=done)
    return HTMLResponse(render_mail_stop(view), 200 if wish else 404, HEADERS)


def _view(wish: Wish, *, done: bool) -> MailStopView:
    stop, again = f"../stop/{wish.token}", f"../again/{wish.token}"  # a proxy may put a folder before them
    if not wish.wanted:
        return MailStopView(
            title="The weekly mails are stopped",
            text="No more come to you from Call Coach; one that is on its way may still arrive. Your calls are "
            "analysed as before, for those who look at them.",
            action=again,
            button="Send them to me again",
        )
    if done:
        return MailStopView(
            title="You get the weekly mails again",
            text="The next one comes after the next week with a call of yours.",
            action=stop,
            button="Stop the weekly mails",
        )
    return MailStopView(
        title="Stop the weekly mails?",
        text="Nothing has changed yet: press this, and Call Coach sends you no more of them.",
        action=stop,
        button="Stop the weekly mails",
    )
