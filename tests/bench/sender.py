"""A process that posts deliveries at a steady pace: lines of JSON come in, how long each answer took in ms goes out.

Plain HTTP over as many kept connections as are needed, because a client's own queue would be measured with it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import deque
from urllib.parse import urlsplit

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def request_of(url: str, delivery: dict[str, object]) -> bytes:
    """The bytes of one POST."""
    parts, body = urlsplit(url), str(delivery["body"]).encode()
    headers = {"host": parts.netloc, "content-length": str(len(body)), **dict(delivery["headers"])}  # type: ignore[call-overload]
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {parts.path} HTTP/1.1\r\n{head}\r\n".encode() + body


async def send(url: str, per_second: float, requests: list[bytes]) -> list[float]:
    """Each when it is due, however long others take; counted from when it was due."""
    parts = urlsplit(url)
    free: deque[Line] = deque()
    took: list[float] = []

    async def post(request: bytes, due: float) -> None:
        await asyncio.sleep(due - time.perf_counter())
        reader, writer = free.popleft() if free else await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        took.append(1000 * (time.perf_counter() - due))
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(head.decode())
        free.append((reader, writer))

    begin = time.perf_counter() + 0.5
    async with asyncio.TaskGroup() as group:
        for number, request in enumerate(requests):
            group.create_task(post(request, begin + number / per_second))
    for _, writer in free:
        writer.close()
    return took


if __name__ == "__main__":
    posts = [request_of(sys.argv[1], json.loads(line)) for line in sys.stdin]
    print(json.dumps(asyncio.run(send(sys.argv[1], float(sys.argv[2]), posts))))
