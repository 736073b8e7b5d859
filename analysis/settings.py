"""The only module that reads the environment: one field per line of `.env.example`."""

from __future__ import annotations

import getpass
import os
import re
from decimal import Decimal
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from analysis.errors import BadSetting


def _default_data_dir() -> Path:
    """Where root's own folder is closed to the account that Postgres runs as, the system's place is used."""
    return Path("/var/lib/call-coach") if hasattr(os, "geteuid") and os.geteuid() == 0 else user_data_path("call-coach")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # Shown where it is a place with a slip of the pen, and not a secret in the wrong line.
        shown = f"{name} " if re.fullmatch(r"[A-Z][a-z]+/[A-Z][A-Za-z_]+", name) else ""
        raise ValueError(f"{shown}is not a time zone; write one such as America/Los_Angeles") from None
    return name


def _leaves_room(overlap: int, info: ValidationInfo) -> int:
    if 2 * overlap > info.data.get("window_tokens", 2 * overlap):
        raise ValueError("is more than half of WINDOW_TOKENS; lower it, or raise WINDOW_TOKENS")
    return overlap


def _with_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("names somebody's home folder that is not there; write the whole path") from None


def _mailbox(text: str | None) -> str | None:
    address = parseaddr(text or "")[1]
    if text is not None and (
        address.count("@") != 1 or not all(address.split("@")) or not address.isascii() or set(text) & set("\r\n,;")
    ):
        raise ValueError("is not one e-mail address; write one such as coach@company.com or Coach <coach@company.com>")
    return text


def _web_address(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"https://[!$-;=@-~]+", text):
        raise ValueError("is not an https address; write one such as https://coach.company.com")
    return text


def _not_guessed(token: SecretStr | None) -> SecretStr | None:
    if token is not None and not re.fullmatch(r"[!-~]{16,}", token.get_secret_value()):
        raise ValueError("can be guessed, or sent in no header; write 16 or more random letters and digits")
    return token


Folder = Annotated[Path, AfterValidator(_with_home)]


class Settings(BaseSettings):
    """How this installation is set up. Secrets are `SecretStr`: they never show in a repr or a log."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: SecretStr | None = None
    coach_data_dir: Folder = Field(default_factory=_default_data_dir)
    coach_postgres_bin: Folder | None = None

    anthropic_api_key: SecretStr | None = None
    anthropic_model: str = "claude-sonnet-5-5"
    anthropic_effort: Literal["low", "medium", "high", "xhigh", "max"] = "medium"
    anthropic_base_url: Annotated[str | None, Field(repr=False)] = None  # may hold a gateway's password
    anthropic_concurrency: Annotated[int, Field(ge=1, le=64)] = 8
    anthropic_concurrency_of: Literal["process", "all"] = "process"
    daily_spend_cap_usd: Annotated[Decimal, Field(ge=0)] = Decimal(20)

    gong_access_key: SecretStr | None = None
    gong_access_key_secret: SecretStr | None = None
    gong_api_base_url: str = "https://api.gong.io"
    gong_requests_per_day: Annotated[int, Field(ge=1)] = 10_000
    gong_webhook_url: str | None = None
    gong_webhook_public_keys: str = ""
    gong_webhook_url_key: SecretStr | None = None

    analyze_on_arrival: bool = True
    judge_colleagues: bool = True
    arrival_concurrency: Annotated[int, Field(ge=1, le=64)] = 4

    mcp_token: Annotated[SecretStr | None, AfterValidator(_not_guessed)] = None

    prefect_api_url: str | None = None
    prefect_api_key: SecretStr | None = None
    prefect_api_auth_string: SecretStr | None = None
    coach_dask_address: str | None = None
    coach_work_pool: str = "call-coach"

    window_tokens: Annotated[int, Field(ge=2_000, le=500_000)] = 20_000
    window_overlap_tokens: Annotated[int, Field(ge=0, le=50_000), AfterValidator(_leaves_room)] = 1_500

    smtp_url: SecretStr | None = None
    report_from: Annotated[str | None, AfterValidator(_mailbox)] = None
    report_mode: Literal["off", "draft", "send"] = "off"
    report_override_to: Annotated[str | None, AfterValidator(_mailbox)] = None
    report_quotes: bool = True
    report_public_url: Annotated[str | None, AfterValidator(_web_address)] = None

    company_timezone: Annotated[str, AfterValidator(_known_zone)] = "America/Los_Angeles"

    @property
    def webhook_keys(self) -> tuple[str, ...]:
        """The public keys of the signed webhook rules, as pasted from Gong and set apart by commas."""
        return tuple(key.strip() for key in self.gong_webhook_public_keys.split(",") if key.strip())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.company_timezone)


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        BadSetting: one of them cannot be used; the message names it, and never shows what may be a secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = [_problem(item["loc"][0], item["msg"]) for item in error.errors(include_input=False)]
        raise BadSetting(f"{'; '.join(problems)}. Every setting is explained in .env.example.") from None
    except (OSError, UnicodeDecodeError):
        raise BadSetting("The file .env cannot be read: save it as UTF-8 text that you may read.") from None


def told_by_shell(settings: Settings, folder: Path) -> tuple[str, ...]:
    """Names of the settings that a program started in `folder` from elsewhere would not have as they are here."""
    kept = DotEnvSettingsSource(Settings, env_file=folder / ".env", env_file_encoding="utf-8")()
    here = DotEnvSettingsSource(Settings)() | EnvSettingsSource(Settings)()
    return tuple(name.upper() for name in sorted(settings.model_fields_set) if here.get(name) != kept.get(name))


def this_user() -> str:
    """Who runs this, by the account's name; in a container an account may be a number only."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # which of them depends on the Python
        return f"user {os.getuid()}"


def child_environment(**more: str) -> dict[str, str]:
    """The environment for a program that we start, with `more` in it."""
    return {**os.environ, **more}  # noqa: TID251 (passed on as it is, unread)


def _problem(field: object, complaint: str) -> str:
    return f"{str(field).upper()}: {complaint.removeprefix('Value error, ')}"
