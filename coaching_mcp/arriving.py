"""What may be typed for calls that arrive by themselves."""

from __future__ import annotations

import argparse

from coaching_mcp.syntax import Add

WEBHOOK = "http://127.0.0.1:8000/webhooks/gong"


def arriving(add: Add) -> None:
    """`coach serve`, `coach drain`, `coach sync` and `coach simulate-gong`."""
    serve = add("serve", "serve MCP and Gong's webhook from one process, and work on what arrives")
    serve.add_argument("--host", default="127.0.0.1", help="default: this machine only")
    serve.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    _simulated(serve)
    drain = add("drain", "work on the calls that arrived and wait, once")
    _simulated(drain)
    simulate = add("simulate-gong", "a Gong on this machine with the invented calls, which it delivers to a webhook")
    simulate.add_argument("--to", default=WEBHOOK, metavar="URL", help="whose webhook (default: `coach serve` here)")
    simulate.add_argument("--calls", type=int, metavar="N", help="only the oldest N calls (default: all)")
    simulate.add_argument("--every", type=float, default=1.0, metavar="S", help="seconds between two (default 1)")


def _simulated(command: argparse.ArgumentParser) -> None:
    command.add_argument("--simulated", action="store_true", help="use `coach simulate-gong` in the place of Gong")
