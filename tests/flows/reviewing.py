"""A week's review at work for tests: real database, stand-ins over real HTTP and SMTP, a clock that says Monday."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import SecretStr

from analysis.engine import Engine
from analysis.settings import Settings
from analysis.week import Week
from db.database import Database
from flows.stage import Plain
from flows.week_review import Plan, Reviewed, review
from gong.model import Call
from gong.simulated_api import ACCESS_KEY, ACCESS_KEY_SECRET
from tests.analysis.desk import ZONE, keyword_engine
from tests.flows.weeks import WEEK, stock_week
from tests.standins.gong import GongStandin
from tests.standins.smtp import MailServer

SENDING = {"report_from": "Coach <coach@company.example>", "report_mode": "send"}


def monday(week: Week) -> datetime:
    """Six in the morning after a week."""
    return week.end(ZONE) + timedelta(hours=6)


def settings(*, mails: MailServer | None = None, gong: GongStandin | None = None, **more: object) -> Settings:
    """Nothing of this machine's: a mail server that takes mails and a Gong, where they are given."""
    found: dict[str, object] = {"anthropic_api_key": None, "gong_access_key": None, "gong_access_key_secret": None}
    if mails:
        found |= {**SENDING, "smtp_url": SecretStr(mails.url)}
    if gong:
        keys = {"gong_access_key": SecretStr(ACCESS_KEY), "gong_access_key_secret": SecretStr(ACCESS_KEY_SECRET)}
        found |= {**keys, "gong_api_base_url": gong.base_url}
    return Settings().model_copy(update={**found, **more})


async def reviewed(
    engine: Engine,
    how: Settings,
    week: Week = WEEK,
    *,
    at: datetime | None = None,
    dry_run: bool = False,
    partial: bool = False,
) -> Reviewed:
    """The whole review, on the Monday after the week, or at another time."""
    engine.clock = lambda: at or monday(week)
    return await review(engine, how, Plan(week=week, dry_run=dry_run, partial=partial), Plain())


async def reading(database: Database, *calls: Call) -> Engine:
    """An engine without a key, over these calls."""
    return keyword_engine(database, await stock_week(database, *calls))
