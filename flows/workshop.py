"""What the flows work with: the engine, Gong, and how much at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from analysis.bootstrap import open_engine, open_gong
from analysis.engine import Engine
from analysis.settings import Settings
from gong.client import GongClient

NOTHING_ARRIVES: Final = "Gong is not connected (GONG_ACCESS_KEY is not set), so no call arrives."


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """`judges`: calls are judged when they arrive; if not, they are only stored. `at_once`: calls at the same time.

    `judges_colleagues`: not only the one whom a call belongs to, but whoever of ours had their share in it.
    `model` is the one that judges, None for the keyword reading.
    """

    engine: Engine
    gong: GongClient
    zone: tzinfo
    model: str | None = None
    judges: bool = True
    judges_colleagues: bool = True
    at_once: int = 4


def is_unconnected(settings: Settings) -> bool:
    """Whether nothing is said of Gong at all; half of a key is a mistake, which opening it says."""
    return settings.gong_access_key is None and settings.gong_access_key_secret is None


@asynccontextmanager
async def open_workshop(settings: Settings) -> AsyncGenerator[Workshop]:
    """What the settings describe.

    Raises:
        EngineError, StorageError, GongError, BadStandard: it cannot be opened; the message says what to do.
    """
    async with open_engine(settings) as engine, furnished(settings, engine) as workshop:
        yield workshop


@asynccontextmanager
async def furnished(settings: Settings, engine: Engine) -> AsyncGenerator[Workshop]:
    """The same around an engine that is open already."""
    async with open_gong(settings, engine.db) as gong:
        yield Workshop(
            engine=engine,
            gong=gong,
            zone=settings.zone,
            model=settings.anthropic_model if settings.anthropic_api_key else None,
            judges=settings.analyze_on_arrival,
            judges_colleagues=settings.judge_colleagues,
            at_once=settings.arrival_concurrency,
        )
