"""What may be typed for calls that arrive by themselves."""

from __future__ import annotations

import argparse

from coaching_mcp.syntax import Add, day

GONG_PORT = 8765
WEBHOOK = "http://127.0.0.1:8000/webhooks/gong"


def arriving(add: Add) -> None:
    """`coach serve`, `coach drain`, `coach sync`, `coach flows` and `coach simulate-gong`."""
    serve = add("serve", "serve MCP and Gong's webhook from one process, and work on what arrives")
    serve.add_argument("--host", default="127.0.0.1", help="default: this machine only")
    serve.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    in_place_of_gong(serve)
    drain = add("drain", "work on the calls that arrived and wait, once")
    in_place_of_gong(drain)
    sync = add("sync", "take in what Gong has and nobody announced, and everybody on our side")
    sync.add_argument("--since", type=day, metavar="DATE", help="from this day on (default: a week back)")
    sync.add_argument("--until", type=day, metavar="DATE", help="up to this day, itself not included (default: now)")
    sync.add_argument("--dry-run", action="store_true", help="only say what there is and what it takes")
    sync.add_argument("--again", action="store_true", help="also fetch again what is here, was skipped or failed")
    sync.add_argument("--yes", action="store_true", help="with a key: do not ask before Claude is paid")
    in_place_of_gong(sync)
    flows = add("flows", "the same under Prefect, which runs it on time and shows it").add_subparsers(
        dest="action", metavar="ACTION", required=True
    )
    on_time = flows.add_parser("serve", help="run every flow on time, with a Prefect server if none is configured")
    on_time.add_argument("--port", type=int, default=4200, help="of that Prefect server (default: %(default)s)")
    in_place_of_gong(on_time)
    simulate = add("simulate-gong", "a Gong on this machine with the invented calls, which it delivers to a webhook")
    simulate.add_argument("--port", type=int, default=GONG_PORT, help="default: %(default)s")
    simulate.add_argument("--to", default=WEBHOOK, metavar="URL", help="whose webhook (default: `coach serve` here)")
    simulate.add_argument("--calls", type=int, metavar="N", help="only the oldest N calls (default: all)")
    simulate.add_argument("--every", type=float, default=1.0, metavar="S", help="seconds between two (default 1)")


def in_place_of_gong(command: argparse.ArgumentParser) -> None:
    """`--simulated`."""
    command.add_argument(
        "--simulated",
        nargs="?",
        const=f"http://127.0.0.1:{GONG_PORT}",
        metavar="URL",
        help="use `coach simulate-gong` in the place of Gong",
    )
