"""Settings come from the environment or `.env`; a bad one is named, and no value of one is ever shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.errors import BadSetting
from analysis.settings import Settings, read_settings

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"
NAMES = [name.upper() for name in Settings.model_fields]
SECRET = "hunter2-is-a-secret"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty environment, in a folder without `.env`."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_everything_may_be_left_out() -> None:
    settings = read_settings()
    assert settings.anthropic_api_key is None
    assert settings.zone.key == "America/Los_Angeles"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can be somebody else")
def test_an_account_without_a_name_as_in_a_container_is_called_by_its_number() -> None:
    program = "import os; from analysis.settings import this_user; os.setuid(23456); print(this_user())"
    ran = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert ran.stdout == "user 23456\n", ran.stderr


def test_every_setting_is_explained_in_the_example_and_every_example_is_a_setting() -> None:
    assert sorted(examples()) == sorted(NAMES)
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for name in NAMES:
        at = next(number for number, line in enumerate(lines) if line.startswith(f"#{name}="))
        above = [line for line in lines[:at] if line.startswith("# ")]
        assert above


def test_the_examples_can_be_used_as_they_are(tmp_path: Path) -> None:
    uncommented = "\n".join(f"{name}={value}" for name, value in examples().items())
    (tmp_path / ".env").write_text(uncommented, encoding="utf-8")
    settings, defaults = read_settings(), Settings.model_construct()
    assert settings.anthropic_base_url == "https://api.anthropic.com"
    for name in (
        "anthropic_model",
        "anthropic_effort",
        "anthropic_concurrency",
        "daily_spend_cap_usd",
        "window_tokens",
    ):
        assert getattr(settings, name) == getattr(defaults, name), f"the example of {name} shows the default"


def test_a_time_zone_that_is_misspelt_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANY_TIMEZONE", "Europe/Berln")
    with pytest.raises(BadSetting, match="COMPANY_TIMEZONE: Europe/Berln is not a time zone"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANTHROPIC_EFFORT", SECRET),
        ("ANTHROPIC_CONCURRENCY", "0"),
        ("ANTHROPIC_CONCURRENCY", SECRET),
        ("DAILY_SPEND_CAP_USD", SECRET),
        ("DAILY_SPEND_CAP_USD", "-1"),
        ("DAILY_SPEND_CAP_USD", "NaN"),
        ("DAILY_SPEND_CAP_USD", "Infinity"),
        ("WINDOW_TOKENS", "19_9"),
        ("WINDOW_TOKENS", "1.5"),
        ("WINDOW_OVERLAP_TOKENS", "15000"),
        ("COMPANY_TIMEZONE", SECRET),
        ("COMPANY_TIMEZONE", "../../etc/passwd"),
        ("COMPANY_TIMEZONE", "America"),
        ("COACH_DATA_DIR", f"~{SECRET}/calls"),
    ],
)
def test_a_bad_setting_is_named_and_not_shown(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("ANTHROPIC_API_KEY", SECRET)
    with pytest.raises(BadSetting) as caught:
        read_settings()
    complaint = str(caught.value)
    assert complaint.startswith(f"{name}: ")
    assert complaint.endswith("Every setting is explained in .env.example.")
    assert SECRET not in complaint
    assert value not in complaint.removeprefix(name).replace("America/Los_Angeles", "").replace("equal to 0", "")
    assert "Value error" not in complaint
    assert caught.value.__cause__ is None


def test_all_bad_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDOW_TOKENS", "few")
    monkeypatch.setenv("COMPANY_TIMEZONE", "Mars")
    with pytest.raises(BadSetting, match=r"WINDOW_TOKENS: .*; COMPANY_TIMEZONE: "):
        read_settings()


def test_no_secret_is_in_what_settings_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", SECRET)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://coach:{SECRET}@db.example/coach")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", f"https://user:{SECRET}@gateway.example")
    settings = read_settings()
    assert settings.anthropic_api_key
    assert settings.anthropic_api_key.get_secret_value() == SECRET
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)


def test_an_empty_setting_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    assert read_settings() == Settings()


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DAILY_SPEND_CAP_USD=5\nWINDOW_TOKENS=30000\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setenv("DAILY_SPEND_CAP_USD", "7.50")
    settings = read_settings()
    assert (settings.daily_spend_cap_usd, settings.window_tokens) == (Decimal("7.50"), 30_000)


def test_a_home_folder_may_be_abbreviated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", "~/calls")
    assert read_settings().coach_data_dir == Path.home() / "calls"


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"ANTHROPIC_API_KEY=\xff\xfe\x00\n")
    with pytest.raises(BadSetting, match=r"The file \.env cannot be read: save it as UTF-8"):
        read_settings()


def test_settings_do_not_change_while_the_program_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().window_tokens = 5  # pyright: ignore[reportAttributeAccessIssue] - that is the test


def examples() -> dict[str, str]:
    return dict(re.findall(r"^#([A-Z][A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
