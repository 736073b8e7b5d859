"""`coach call set`: what a person says a call was for."""

from __future__ import annotations

import json

from gong.bundled import bundled_export_json
from tests.coaching_mcp.shell import Shell

FIRST = "7300000000000000101"


def test_a_type_that_is_set_by_hand_counts_and_survives_another_import(shell: Shell) -> None:
    file = shell.home / "calls.json"
    file.write_text(json.dumps(bundled_export_json()), encoding="utf-8")
    assert shell.coach("import", str(file)).returncode == 0
    done = shell.coach("call", "set", FIRST, "--type", "support")
    assert done.returncode == 0, done.stderr
    assert "discovery → support" in done.stdout
    assert shell.coach("import", str(file)).returncode == 0
    call = json.loads(shell.coach("analyze", FIRST, "--json").stdout)["call"]
    assert (call["type"], call["type_reason"]) == ("support", "set by hand")


def test_a_call_that_is_not_there_or_a_type_that_is_none_is_said(shell: Shell) -> None:
    assert "There is no call '4711'" in shell.coach("call", "set", "4711", "--type", "demo").stderr
    assert shell.coach("call", "set", FIRST, "--type", "chat").returncode == 2
