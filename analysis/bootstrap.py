"""Where real things are made and handed to the engine. Nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from analysis.case import Scorer, TypeFinder
from analysis.engine import Engine
from analysis.errors import BadSetting
from analysis.keyword_scorer import KeywordScorer
from analysis.ports import Clock
from analysis.reliability import measured
from analysis.settings import Settings, this_user
from db.database import Database
from db.embedded import embedded_postgres
from db.standards import LoadReport, Standard, load_standards
from knowledge.library import Library, read_library

if TYPE_CHECKING:
    from analysis.claude import ClaudeJudge
    from analysis.half_price import HalfPrice
    from analysis.register import Asks
    from gong.client import GongClient
    from gong.webhook import Rule


Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Minds:
    """Who fills in rubrics, and who tells types of calls apart, if anybody does."""

    scorer: Scorer
    types: TypeFinder | None = None


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 (this is the clock)


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncGenerator[Database]:
    """The database of DATABASE_URL, or the private one, migrated and ready.

    Raises:
        StorageError: it cannot be used; the message says what to do.
    """
    async with database_address(settings) as dsn, Database.open(dsn) as database:
        yield database


@asynccontextmanager
async def database_address(settings: Settings) -> AsyncGenerator[str]:
    """Where the database is, password and all; a private one runs at least as long as this block."""
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    with ExitStack() as stack:
        server = embedded_postgres(settings.coach_data_dir, binaries=settings.coach_postgres_bin)
        yield await asyncio.to_thread(stack.enter_context, server)


@asynccontextmanager
async def open_engine(
    settings: Settings, *, library: Library | None = None, clock: Clock = system_clock, tell: Tell = lambda _: None
) -> AsyncGenerator[Engine]:
    """The engine with the scorer that the settings allow: Claude with a key, else the keyword reading.

    `library` takes the place of the one that ships; `tell` hears in a few words what happens, for somebody who waits.

    Raises:
        StorageError, BadStandard: what it stands on is not there; the message says what to do.
    """
    library = library or read_library()
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(open_database(settings))
        await put_in(db, library)
        minds = await stack.enter_async_context(_open_minds(settings, db, library, clock=clock, tell=tell))
        yield Engine(db, library, minds.scorer, clock=clock, types=minds.types)


async def put_in(db: Database, library: Library) -> LoadReport:
    """Put rubrics, product facts and wins into the database, where every result names the version it was made with."""
    rubrics = [
        Standard(kind="rubric", name=rubric.dimension.value, hash=rubric.hash, body=rubric.model_dump(mode="json"))
        for rubric in library.rubrics.values()
    ]
    products = [
        Standard(kind="product", name=product.name, hash=product.hash, body=product.as_json())
        for product in library.products
    ]
    wins = Standard(kind="wins", name="wins", hash=library.wins.hash, body=library.wins.model_dump(mode="json"))
    return await load_standards(db, [*rubrics, *products, wins], loaded_by=this_user())


@asynccontextmanager
async def open_judge(settings: Settings) -> AsyncGenerator[ClaudeJudge]:
    """Claude, by the settings.

    Raises:
        BadSetting: there is no key.
    """
    if settings.anthropic_api_key is None:
        raise BadSetting("ANTHROPIC_API_KEY is not set: get a key at console.anthropic.com and put it into .env.")
    from analysis.claude import ClaudeJudge  # two seconds that a keyword reading need not wait

    opened = ClaudeJudge.open(
        api_key=settings.anthropic_api_key.get_secret_value(),
        model=settings.anthropic_model,
        effort=settings.anthropic_effort,
        base_url=settings.anthropic_base_url,
        concurrency=settings.anthropic_concurrency,
    )
    async with opened as judge:
        yield judge


@asynccontextmanager
async def open_half_price(
    settings: Settings, engine: Engine, *, tell: Tell = lambda _: None
) -> AsyncGenerator[HalfPrice]:
    """What judges at half the price, over a day, for what `engine` then finds answered.

    Raises:
        BadSetting: there is no key.
    """
    if settings.anthropic_api_key is None:
        raise BadSetting(
            "Without ANTHROPIC_API_KEY there is nothing to hand in at half the price: get a key at "
            "console.anthropic.com and put it into .env. The keyword reading costs nothing and needs no batch."
        )
    from analysis.claude_batches import ClaudeBatches
    from analysis.half_price import HalfPrice, Terms
    from analysis.postponing import Postponing

    model, effort = settings.anthropic_model, settings.anthropic_effort
    key = settings.anthropic_api_key.get_secret_value()
    opened = ClaudeBatches.open(api_key=key, model=model, effort=effort, base_url=settings.anthropic_base_url)
    async with opened as batches:
        postponing = Postponing(engine.db, model=model, effort=effort)
        minds = _claude(settings, engine.library, postponing)
        asking = Engine(engine.db, engine.library, minds.scorer, clock=engine.clock, types=minds.types)
        terms = Terms(zone=settings.zone, cap_usd=settings.daily_spend_cap_usd)
        yield HalfPrice(asking, postponing, batches, terms, tell=tell)


@asynccontextmanager
async def open_gong(settings: Settings, db: Database) -> AsyncGenerator[GongClient]:
    """Gong, by the settings, at the pace that all processes keep together.

    Raises:
        BadSetting, BadGongSetting: there is no key, or it cannot be right.
    """
    key, secret = settings.gong_access_key, settings.gong_access_key_secret
    if key is None or secret is None:
        raise BadSetting(
            "GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET are not set: a Gong administrator makes them under Admin "
            "center > Settings > Ecosystem > API; put them into .env. `coach simulate-gong` shows it without them."
        )
    from db.gong_pace import SharedPace
    from gong.address import api_address
    from gong.client import GongClient  # a third of a second that the other commands need not wait

    pace = SharedPace(db, api=api_address(settings.gong_api_base_url), per_day=settings.gong_requests_per_day)
    opened = GongClient.open(
        access_key=key.get_secret_value(),
        access_key_secret=secret.get_secret_value(),
        base_url=settings.gong_api_base_url,
        pace=pace,
    )
    async with opened as gong:
        yield gong


def webhook_rules(settings: Settings) -> tuple[Rule, ...]:
    """How deliveries from Gong are recognised; none when nothing is set up.

    Raises:
        BadSetting, BadWebhookRule: something of it cannot be right.
    """
    from gong.webhook import SignedJwt, UrlKey

    keys, url = settings.webhook_keys, settings.gong_webhook_url
    if keys and url is None:
        raise BadSetting("GONG_WEBHOOK_URL is not set: copy the address from the rule in Gong; Gong signs it as well.")
    rules: list[Rule] = [
        SignedJwt(name=f"signed {number}", webhook_url=url or "", public_key=key) for number, key in enumerate(keys, 1)
    ]
    if settings.gong_webhook_url_key is not None:
        rules.append(UrlKey(name="key in the address", key=settings.gong_webhook_url_key.get_secret_value()))
    return tuple(rules)


@asynccontextmanager
async def _open_minds(
    settings: Settings, db: Database, library: Library, *, clock: Clock, tell: Tell
) -> AsyncGenerator[_Minds]:
    if settings.anthropic_api_key is None:
        yield _Minds(scorer=KeywordScorer(library.rubrics, measured()))
        return
    from analysis.late_judge import LateJudge
    from analysis.register import Register

    late = LateJudge(lambda: open_judge(settings), model=settings.anthropic_model, effort=settings.anthropic_effort)
    async with late as judge:
        cap = settings.daily_spend_cap_usd
        at_once = settings.anthropic_concurrency if settings.anthropic_concurrency_of == "all" else None
        register = Register(db, judge, clock=clock, zone=settings.zone, cap_usd=cap, at_once=at_once, tell=tell)
        yield _claude(settings, library, register)


def _claude(settings: Settings, library: Library, asks: Asks) -> _Minds:
    """Claude's ways of judging, whichever way its questions go."""
    from analysis.call_types import CallTypes
    from analysis.panel import ClaudeScorer, Standards

    standards = Standards(
        products=library.products_text,
        products_hash=library.products_hash,
        facts=library.fact_ids,
        wins=library.wins.text,
        window_tokens=settings.window_tokens,
        overlap_tokens=settings.window_overlap_tokens,
    )
    scorer = ClaudeScorer(asks, standards, model=settings.anthropic_model, effort=settings.anthropic_effort)
    return _Minds(scorer=scorer, types=CallTypes(asks))
