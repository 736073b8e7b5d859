"""The searches that are timed: each a kind, of which every run draws another one."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.database import Session
from db.facets import overview
from db.filter import Filter
from db.findings import Findings, Reached
from db.search import search_calls
from knowledge.rubric import CallType, CriterionId, Dimension, Role
from knowledge.scorecard import Handling, ObjectionType, Verdict, Win, WinState
from tests.bench.company import LAST

RARE = "xylophone rollback uptime invoice auditor deadline".split()
USUAL = "pipeline customer nightly snowflake airflow price security schedule warehouse renewal".split()
COMMON = "one when us time want".split()
PHRASES = ['"nightly jobs"', '"next week"', '"the pipeline"']
BEGINNINGS = "integrat* secur* schedul* warehous*".split()
PAGE = 8
STRUCTURED_MS, WITH_WORDS_MS, SLOW_MS = 15, 30, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of search, how it is drawn, and within how many ms nineteen of twenty are answered at 10,000 calls."""

    name: str
    drawn: Callable[[random.Random], Filter]
    most_ms: float = STRUCTURED_MS
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long the runs of one kind took, in ms, and how many calls were found at most."""

    kind: Kind
    p50: float
    p95: float
    hits: int


async def timed(db: Session, kind: Kind, *, runs: int = 40) -> Timing:
    """One kind, after three runs that do not count."""
    draw = random.Random(kind.name)
    took: list[float] = []
    hits = 0
    for _ in range(runs + 3):
        wanted = kind.drawn(draw)
        started = time.perf_counter()
        if kind.counted:
            found = (await overview(db, wanted, zone="America/Los_Angeles")).calls
        else:
            found = len(await search_calls(db, wanted, limit=PAGE))
        took.append(1000 * (time.perf_counter() - started))
        hits = max(hits, found)
    cuts = statistics.quantiles(took[3:], n=20, method="inclusive")
    return Timing(kind=kind, p50=statistics.median(took[3:]), p95=cuts[-1], hits=hits)


def month(draw: random.Random) -> dict[str, datetime]:
    since = LAST - timedelta(days=draw.randrange(30, 1000))
    return {"since": since, "until": since + timedelta(days=30)}


def rep(draw: random.Random) -> tuple[int, ...]:
    return (draw.randrange(1, 20),)


def stated(draw: random.Random, words: str | None = None) -> Filter:
    """The example of the deployment guide: discovery calls of a month with pricing objections, scored below 70."""
    return Filter(
        call_type=CallType.DISCOVERY,
        most=69,
        findings=Findings(objection=ObjectionType.PRICING),
        words=words,
        **month(draw),
    )


KINDS = (
    Kind(name="the newest", drawn=lambda _: Filter()),
    Kind(name="of a rep", drawn=lambda draw: Filter(people=rep(draw))),
    Kind(name="of a rep in a month", drawn=lambda draw: Filter(people=rep(draw), **month(draw))),
    Kind(name="of a team", drawn=lambda draw: Filter(team=f"Team {draw.randint(1, 2)}")),
    Kind(name="of a role", drawn=lambda draw: Filter(role=draw.choice([Role.SE, Role.CSM]))),
    Kind(name="with an account", drawn=lambda draw: Filter(account=f"bank {draw.randrange(1, 300)}")),
    Kind(name="about a product", drawn=lambda draw: Filter(product=draw.choice(["lineage", "orch"]))),
    Kind(name="type, month, below 70, pricing objection", drawn=stated),
    Kind(
        name="scored in a range",
        drawn=lambda draw: Filter(dimensions=(draw.choice(list(Dimension)),), most=draw.randrange(5, 60)),
    ),
    Kind(name="scored in a range in any dimension", drawn=lambda draw: Filter(least=draw.randrange(80, 98), most=100)),
    Kind(name="lowest first", drawn=lambda _: Filter(sort="lowest_score")),
    Kind(
        name="lowest of one dimension first",
        drawn=lambda draw: Filter(sort="lowest_score", dimensions=(draw.choice(list(Dimension)),)),
    ),
    Kind(
        name="lowest of a team in a month first",
        drawn=lambda draw: Filter(sort="lowest_score", team="Team 2", **month(draw)),
    ),
    Kind(
        name="objection by type and outcome",
        drawn=lambda draw: Filter(
            findings=Findings(objection=draw.choice(list(ObjectionType)), handling=draw.choice(list(Handling)[:3]))
        ),
    ),
    Kind(
        name="criterion by level",
        drawn=lambda draw: Filter(
            findings=Findings(reached=Reached(criterion=CriterionId("next_step"), most=draw.randint(0, 2)))
        ),
    ),
    Kind(
        name="wrong claims and a blocked win",
        drawn=lambda draw: Filter(
            findings=Findings(claim=Verdict.WRONG, win=draw.choice(list(Win)), win_state=WinState.BLOCKED)
        ),
    ),
    Kind(name="a rare word", drawn=lambda draw: Filter(words=draw.choice(RARE)), most_ms=WITH_WORDS_MS),
    Kind(name="a usual word", drawn=lambda draw: Filter(words=draw.choice(USUAL)), most_ms=WITH_WORDS_MS),
    Kind(name="a word said everywhere", drawn=lambda draw: Filter(words=draw.choice(COMMON)), most_ms=WITH_WORDS_MS),
    Kind(
        name="two words in one turn",
        drawn=lambda draw: Filter(words=" ".join(draw.sample(USUAL, 2))),
        most_ms=WITH_WORDS_MS,
    ),
    Kind(name="a phrase", drawn=lambda draw: Filter(words=draw.choice(PHRASES)), most_ms=WITH_WORDS_MS),
    Kind(
        name="a phrase of a frequent word and a stop word", drawn=lambda _: Filter(words='"by friday"'), most_ms=SLOW_MS
    ),
    Kind(
        name="the beginning of a word", drawn=lambda draw: Filter(words=draw.choice(BEGINNINGS)), most_ms=WITH_WORDS_MS
    ),
    Kind(
        name="asked by the customer",
        drawn=lambda draw: Filter(words=draw.choice(USUAL), side="customer", asked=True),
        most_ms=WITH_WORDS_MS,
    ),
    Kind(
        name="of a rep, with a word",
        drawn=lambda draw: Filter(people=rep(draw), words=draw.choice(USUAL)),
        most_ms=WITH_WORDS_MS,
    ),
    Kind(
        name="type, month, below 70, pricing objection, with a word",
        drawn=lambda draw: stated(draw, draw.choice(USUAL)),
        most_ms=WITH_WORDS_MS,
    ),
    Kind(
        name="a usual word, lowest first",
        drawn=lambda draw: Filter(words=draw.choice(USUAL), sort="lowest_score"),
        most_ms=WITH_WORDS_MS,
    ),
    Kind(
        name="a rare word, most relevant first",
        drawn=lambda draw: Filter(words=draw.choice(RARE), sort="relevance"),
        most_ms=WITH_WORDS_MS,
    ),
    Kind(
        name="a usual word, most relevant first",
        drawn=lambda draw: Filter(words=draw.choice(USUAL), sort="relevance"),
        most_ms=WITH_WORDS_MS,
    ),
    Kind(
        name="count and facets of a rep",
        drawn=lambda draw: Filter(people=rep(draw)),
        most_ms=WITH_WORDS_MS,
        counted=True,
    ),
    Kind(name="count and facets of all", drawn=lambda _: Filter(), most_ms=SLOW_MS, counted=True),
    Kind(
        name="count and facets of a usual word",
        drawn=lambda draw: Filter(words=draw.choice(USUAL)),
        most_ms=SLOW_MS,
        counted=True,
    ),
)
