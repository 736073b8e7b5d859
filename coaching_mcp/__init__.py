"""The front door: the `coach` command line (and, later, the MCP server)."""
