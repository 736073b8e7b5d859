"""The webhook's HTTP route: is it Gong, keep what it sent, answer, ring. Waits for nothing but the database."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analysis.ports import Clock
from db import inbox
from db.database import Database
from db.errors import StorageError
from gong.model import CallId
from gong.webhook import Delivery, Rejected, Rule, call_id_of, verify

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of a delivery; what Gong says of a call without its transcript is far less."""
READING_S: Final = 10.0
STORING_S: Final = 5.0
TALLY_S: Final = 1.0
"""Rejections are counted together for so long, so that a flood of them costs the database next to nothing."""
PATH: Final = "/webhooks/gong"

logger = logging.getLogger(__name__)


class _Unfit(StrEnum):
    """Why something was not accepted whoever sent it, in words for a log."""

    TOO_LARGE = "it is larger than any call"
    TOO_SLOW = "it did not come to its end"
    NOT_A_CALL = "it is from Gong and is not about a call"


class _NotAccepted(Exception):
    def __init__(self, status: int, reason: str, says: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.says = says


class Receiver:
    """Takes deliveries by these rules; calls `ring` when there is something to do, which must not wait."""

    def __init__(self, db: Database, rules: Sequence[Rule], *, clock: Clock, ring: Callable[[], None]) -> None:
        self._db = db
        self._rules = rules
        self._clock = clock
        self._ring = ring
        self._rejected: Counter[str] = Counter()
        self._counting: asyncio.Task[None] | None = None

    def routes(self) -> list[Route]:
        """The address, with or without a key at its end."""
        return [Route(path, self.receive, methods=["POST"]) for path in (PATH, f"{PATH}/{{key}}")]

    async def receive(self, request: Request) -> Response:
        """Answer one delivery."""
        try:
            return await self._received(request)
        except _NotAccepted as refusal:
            self._note(refusal.reason)
            return JSONResponse({"error": refusal.says}, refusal.status, {"connection": "close"})
        except (StorageError, TimeoutError) as error:
            logger.error("webhook: a delivery could not be stored: %s", str(error) or "the database took too long")  # noqa: TRY400 (a fault of the world)
            return JSONResponse({"error": "It could not be stored just now."}, 503, {"retry-after": "60"})

    async def _received(self, request: Request) -> Response:
        body = await _body(request)
        path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
        delivery = Delivery(headers=request.headers, url=f"{path}?{query}", body=body)
        verdict = verify(delivery, self._rules, self._clock())
        if isinstance(verdict, Rejected):
            raise _NotAccepted(401, verdict.reason, "This was not accepted; the receiver's log says why.")
        call_id = call_id_of(body)
        if call_id is None:
            raise _NotAccepted(400, _Unfit.NOT_A_CALL, "This is not about a call.")
        return await self._stored(call_id, body, rule=verdict.rule, is_test=verdict.is_test)

    async def _stored(self, call_id: CallId, body: bytes, *, rule: str, is_test: bool) -> Response:
        async with asyncio.timeout(STORING_S):
            received = await inbox.store_delivery(self._db, call_id, body, rule=rule, is_test=is_test)
        if received is inbox.Received.NEW:
            self._ring()
        if is_test:
            logger.info("webhook: the test of rule %r arrived", rule)
        return JSONResponse({"received": received.value})

    def _note(self, reason: str) -> None:
        self._rejected[reason] += 1
        if self._counting is None or self._counting.done():
            self._counting = asyncio.create_task(self._count_later())

    async def _count_later(self) -> None:
        await asyncio.sleep(TALLY_S)
        await self.count()

    async def count(self) -> None:
        """Write down and log what was not accepted since the last time; never what it was."""
        rejected, self._rejected = self._rejected, Counter()
        for reason, times in rejected.items():
            logger.warning("webhook: not accepted, %d times: %s", times, reason)
            try:
                await inbox.count_rejections(self._db, reason, times)
            except StorageError as error:
                logger.warning("webhook: rejections were not counted: %s", error)


async def _body(request: Request) -> bytes:
    """All of it, if it is not too much and does not take too long."""
    too_large = _NotAccepted(413, _Unfit.TOO_LARGE, "This is larger than any call.")
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:20]) > LARGEST:
        raise too_large
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(READING_S):
            async for part in request.stream():
                size += len(part)
                if size > LARGEST:
                    raise too_large
                parts.append(part)
    except (TimeoutError, ClientDisconnect):
        raise _NotAccepted(408, _Unfit.TOO_SLOW, "This did not come to its end.") from None
    return b"".join(parts)
