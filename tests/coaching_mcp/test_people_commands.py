"""`coach person` and `coach roster` as a person types them."""

from __future__ import annotations

import json

from gong.bundled import bundled_export_json
from tests.coaching_mcp.shell import Shell

MAYA = "maya@us.example"
JONAS = "jonas.weber@brightline.example"
"""A customer on the bundled calls."""


def test_somebody_is_entered_shown_and_changed(shell: Shell) -> None:
    new = shell.coach("person", "set", MAYA, "--name", "Maya Chen", "--role", "se", "--team", "West")
    assert new.returncode == 0, new.stderr
    assert new.stdout == f"Maya Chen <{MAYA}>: new, role se (set by hand), team West\n"
    changed = shell.coach("person", "set", MAYA, "--role", "ae", "--json")
    assert json.loads(changed.stdout)["changed"] == {
        "role": {"before": "se (set by hand)", "after": "ae (set by hand)"}
    }
    assert "nothing changed" in shell.coach("person", "set", MAYA, "--role", "ae").stdout
    shown = shell.coach("person", "show", MAYA)
    assert "Role: ae (set by hand)" in shown.stdout
    assert json.loads(shell.coach("person", "--json", "show", MAYA).stdout)["team"] == "West"


def test_a_misspelt_person_or_manager_is_a_sentence_and_nobody_new(shell: Shell) -> None:
    assert "--name" in shell.coach("person", "set", "nobody@us.example", "--role", "ae").stderr
    assert "coach person set" in shell.coach("person", "show", "nobody@us.example").stderr
    manager = shell.coach("person", "set", "new@us.example", "--name", "New", "--manager", "boss@nowhere.example")
    assert manager.returncode == 1
    assert "manager's e-mail 'boss@nowhere.example'" in manager.stderr
    assert "their own manager" in shell.coach("person", "set", MAYA, "--name", "M", "--manager", MAYA).stderr
    assert shell.coach("person", "set", MAYA, "--role", "boss").returncode == 2
    assert "nobody@" not in shell.coach("roster", "show").stdout


def test_a_roster_is_taken_in_once_and_its_bad_lines_are_named(shell: Shell) -> None:
    file = shell.home / "people.csv"
    file.write_text(
        "role;email;manager;team\nse;roy@us.example;ines@us.example;East\n;ines@us.example;;East\nboss;al@us.example;;\n"
    )
    first = shell.coach("roster", "import", str(file))
    assert first.returncode == 3
    assert "2 new or changed, 0 unchanged, 1 refused" in first.stdout
    assert "line 4 was not taken: 'boss' is not a role" in first.stdout
    second = json.loads(shell.coach("roster", "import", str(file), "--json").stdout)
    assert [person["changed"] for person in second["people"]] == [{}, {}]
    shown = shell.coach("roster", "show").stdout
    assert "se (from the roster)" in shown
    assert "ines@us.example" in shown


def test_a_roster_leaves_a_role_that_was_set_by_hand_and_says_so(shell: Shell) -> None:
    shell.coach("person", "set", "kim@us.example", "--name", "Kim", "--role", "csm")
    file = shell.home / "kim.csv"
    file.write_text("email,role\nkim@us.example,ae\n")
    done = shell.coach("roster", "import", str(file))
    assert done.returncode == 0, done.stderr
    assert "stays csm, which was set by hand" in done.stdout


def test_a_roster_that_is_not_there_is_a_sentence(shell: Shell) -> None:
    done = shell.coach("roster", "import", "nowhere.csv")
    assert done.returncode == 1
    assert "'nowhere.csv' cannot be read" in done.stderr


def test_a_customer_becomes_one_of_us_only_when_that_is_said(shell: Shell) -> None:
    file = shell.home / "calls.json"
    file.write_text(json.dumps(bundled_export_json()), encoding="utf-8")
    assert shell.coach("import", str(file)).returncode == 0
    refused = shell.coach("person", "set", JONAS, "--role", "se")
    assert refused.returncode == 1
    assert "on the customer's side only" in refused.stderr
    assert "--ours" in refused.stderr
    assert JONAS not in shell.coach("roster", "show", "--json").stdout
    assert "side the customer's → ours" in shell.coach("person", "set", JONAS, "--role", "se", "--ours").stdout
    assert JONAS in shell.coach("roster", "show", "--json").stdout


def test_a_manager_is_set_and_taken_back_and_nobody_becomes_that_of_their_own(shell: Shell) -> None:
    for name in ("top", "low"):
        shell.coach("person", "set", f"{name}@us.example", "--name", name)
    assert shell.coach("person", "set", "low@us.example", "--manager", "top@us.example").returncode == 0
    refused = shell.coach("person", "set", "top@us.example", "--manager", "low@us.example")
    assert refused.returncode == 1
    assert "top@us.example would be above their own manager (low@us.example)" in refused.stderr
    assert "Manager: top <top@us.example> (set)" in shell.coach("person", "show", "low@us.example").stdout
    taken_back = shell.coach("person", "set", "low@us.example", "--manager", "none").stdout
    assert "manager top@us.example (set) → none" in taken_back
    shell.coach("person", "set", "low@us.example", "--manager", "top@us.example")
    file = shell.home / "circle.csv"
    file.write_text("email,manager\ntop@us.example,low@us.example\n")
    done = shell.coach("roster", "import", str(file))
    assert done.returncode == 3
    assert "line 2 was not taken: top@us.example would be above" in done.stdout
