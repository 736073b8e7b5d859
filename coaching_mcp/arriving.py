"""What may be typed for calls that arrive by themselves."""

from __future__ import annotations

import argparse

from coaching_mcp.syntax import Add, actions, agreed, day, whole

GONG_PORT = 8765
WEBHOOK = "http://127.0.0.1:8000/webhooks/gong"
MOST_SECONDS = 3_600


def arriving(add: Add) -> None:
    """`coach serve`, `coach drain`, `coach sync`, `coach flows` and `coach simulate-gong`."""
    serve = add("serve", "serve MCP and Gong's webhook from one process, and work on what arrives")
    serve.add_argument("--host", default="127.0.0.1", help="default: this machine only")
    serve.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    in_place_of_gong(serve)
    drain = add("drain", "work on the calls that arrived and wait, once")
    drain.add_argument("--dry-run", action="store_true", help="only list what waits, was left out or failed, and why")
    in_place_of_gong(drain)
    sync = add("sync", "take in what Gong has and nobody announced, and everybody on our side")
    sync.add_argument("--since", type=day, metavar="DATE", help="from this day on (default: for a week)")
    sync.add_argument("--until", type=day, metavar="DATE", help="up to this day, itself not included (default: now)")
    sync.add_argument("--dry-run", action="store_true", help="only say what there is and what it takes")
    sync.add_argument("--again", action="store_true", help="also fetch again what is here, was skipped or failed")
    agreed(sync)
    in_place_of_gong(sync)
    flows = actions(add("flows", "the same under Prefect, which runs it on time and shows it"))
    on_time = flows("serve", "run every flow on time, with a Prefect server if none is configured")
    on_time.add_argument("--port", type=int, default=4200, help="of that Prefect server (default: %(default)s)")
    in_place_of_gong(on_time)
    simulate = add("simulate-gong", "a Gong on this machine with the invented calls, which it delivers to a webhook")
    simulate.add_argument("--port", type=int, default=GONG_PORT, help="default: %(default)s")
    simulate.add_argument(
        "--to", type=_address, default=WEBHOOK, metavar="URL", help="whose webhook (default: `coach serve` here)"
    )
    simulate.add_argument("--calls", type=whole(1), metavar="N", help="only the oldest N calls (default: all)")
    simulate.add_argument("--every", type=_seconds, default=1.0, metavar="S", help="seconds between two (default 1)")


def _address(text: str) -> str:
    from urllib.parse import urlsplit  # not needed to say what may be typed

    try:
        url = urlsplit(text)
        is_sound = url.scheme in {"http", "https"} and url.hostname is not None and url.port != 0
    except ValueError:
        is_sound = False
    if not is_sound:
        raise argparse.ArgumentTypeError(f"{text!r} is not an address such as {WEBHOOK}")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0 to {MOST_SECONDS}")
    return seconds


def in_place_of_gong(command: argparse.ArgumentParser) -> None:
    """`--simulated`."""
    command.add_argument(
        "--simulated",
        nargs="?",
        const=f"http://127.0.0.1:{GONG_PORT}",
        metavar="URL",
        help="use `coach simulate-gong` in the place of Gong",
    )
