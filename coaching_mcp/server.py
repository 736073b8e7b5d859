"""The MCP server as a file: what `fastmcp run`, Horizon and `python coaching_mcp/server.py` look for."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ != "coaching_mcp.server":  # run as a file, from a checkout that may not be installed
    folder = Path(__file__).resolve().parent
    sys.path[:] = [str(folder.parent), *(entry for entry in sys.path if Path(entry).resolve() != folder)]

from coaching_mcp.catalogue import build
from coaching_mcp.desk import Desk

mcp = build(Desk())

if __name__ == "__main__":
    from coaching_mcp.serve import production

    sys.exit(production())
