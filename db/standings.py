"""Which calls fit a filter, each with the rep it is about, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from db.database import Session
from db.filter import After, Filter, Sort
from db.findings import Findings
from db.optional import with_only
from db.queries import query
from db.said import Heard, Said, heard_among, heard_anywhere, what_is_said

FEW: Final = 50
"""As many calls are looked at one by one for words before all calls are asked."""
MOST_LIKELY: Final = 30_000
"""Of more turns Postgres remembers only on which pages they are, and has to stem each page anew (work_mem is 4 MB)."""
RANKED: Final = 60
"""So many of the newest calls are sorted by relevance, where the words are said nearly everywhere."""
PLACES: Final[Mapping[Sort, str]] = {"newest": "after", "lowest_score": "after_score", "relevance": "after_turns"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """When words are looked for in one call after another: where they are said in more turns than `turns`.

    What is likely to be said in more than a `share` of all turns is not even tried otherwise. `calls` is how many are
    looked for then at most.
    """

    turns: int = 2_000
    share: float = 0.004
    calls: int | None = None


A_PAGE: Final = Effort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A call that fits, the voice of the rep it is about (None: none of ours spoke), and what it is sorted by.

    `score` is of the dimensions asked for, `NO_SCORE` without any; `turns` is how many of them match, by relevance.
    """

    call_id: int
    speaker_id: str | None
    transcript_id: int
    started_at: datetime
    score: int
    turns: int = 0

    def after(self, sort: Sort) -> After:
        """The place behind this call."""
        ranks = {"newest": None, "lowest_score": self.score, "relevance": self.turns}
        return After(started_at=self.started_at, id=self.call_id, rank=ranks[sort])


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page, and how to find in those calls what was said. `walked`: the words are said nearly everywhere."""

    standings: Sequence[Standing]
    said: Said | None = None
    walked: bool = False


async def find_standings(db: Session, wanted: Filter, *, limit: int, effort: Effort = A_PAGE) -> Found:
    """The first calls of that order.

    Words are looked for by the cheapest of three ways: in each of the few calls that fit otherwise, in all calls at
    once, or, if that would be thousands of turns, in one call after another until the page is full.
    """
    if not wanted.words:
        return Found(standings=await _page(db, replace(wanted, sort=_possible(wanted)), limit))
    said = await what_is_said(db, wanted)
    if said is None:
        return Found(standings=())
    heard = await _heard(db, wanted, said, effort)
    if heard:
        return Found(standings=await _page(db, wanted, limit, heard=heard), said=said)
    limit = min(limit, effort.calls or limit)
    if wanted.sort == "relevance":
        newest = await _page(db, replace(wanted, sort="newest", after=None), RANKED, said=said)
        ranked = await heard_among(db, said, [one.transcript_id for one in newest])
        return Found(standings=await _page(db, wanted, limit, heard=ranked), said=said, walked=True)
    return Found(standings=await _page(db, wanted, limit, said=said), said=said, walked=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """Whether there are reps on calls whom nobody judged, or only keywords did."""

    nobody: bool
    keywords_only: bool


async def unjudged(db: Session) -> Unjudged:
    """What may be missing from searches for scores and findings."""
    return await db.fetch_one(query("find_unjudged"), {}, Unjudged) or Unjudged(nobody=False, keywords_only=False)


async def _heard(db: Session, wanted: Filter, said: Said, effort: Effort) -> Heard | None:
    few = await _page(db, replace(wanted, sort="newest", after=None), FEW + 1)
    if len(few) <= FEW:
        return await heard_among(db, said, [one.transcript_id for one in few])
    if said.likely_share > effort.share or said.likely > MOST_LIKELY:
        return None
    return await heard_anywhere(db, said, most=effort.turns)


def _possible(wanted: Filter) -> Sort:
    return "newest" if wanted.sort == "relevance" else wanted.sort


async def _page(
    db: Session, wanted: Filter, limit: int, *, heard: Heard | None = None, said: Said | None = None
) -> list[Standing]:
    by_turns = heard is not None and wanted.sort == "relevance"
    blocks = _blocks(wanted)
    params = {**_params(wanted), "limit": limit}
    if said:
        blocks |= {"heard", *said.blocks}
        params |= said.params
    if heard:
        blocks |= {"counted", "by_turns"} if by_turns else {"among"}
        params |= {"transcripts": heard.transcripts, "turns": heard.turns}
    return await db.fetch(with_only(query("find_standings"), blocks), params, Standing)


def _blocks(wanted: Filter) -> set[str]:
    who = wanted.role or wanted.team or wanted.led_by
    subject = wanted.people is not None or who
    ranged = wanted.least is not None or wanted.most is not None
    by_score = wanted.sort == "lowest_score"
    chosen = bool(subject or ranged or wanted.findings != Findings() or by_score)
    values = {
        **{name: getattr(wanted, name) for name in ("role", "team", "led_by", "account", "product", "since", "until")},
        "call_type": wanted.call_type,
        # One alone: only then does the index have the person's calls in order.
        "person": wanted.people is not None and len(wanted.people) == 1,
        "people": wanted.people is not None and len(wanted.people) != 1,
        "anybody": not chosen,
        "subject": subject,
        "chosen": chosen,
        "first": not by_score,
        "ranged": ranged,
        "scored": ranged or by_score,
        "who": who,
        "call": wanted.account or wanted.product,
        wanted.score_key: True,
        "scored_lowest": ranged and _is_decided_by_the_lowest(wanted),
        "scored_any": ranged and not _is_decided_by_the_lowest(wanted),
        "tags": wanted.findings.tags(),
        "any_of": wanted.findings.any_of(),
        PLACES[wanted.sort]: wanted.after,
        "by_score": by_score,
    }
    return {name for name, value in values.items() if value}


def _is_decided_by_the_lowest(wanted: Filter) -> bool:
    """Some score is at most so much if the lowest is; with one dimension there is no other."""
    return len(wanted.dimensions) == 1 or not wanted.least


def _params(wanted: Filter) -> dict[str, object]:
    after = wanted.after
    return {
        "people": list(wanted.people or ()),
        "person": next(iter(wanted.people or ()), None),
        "role": wanted.role,
        "team": wanted.team,
        "led_by": wanted.led_by,
        "account": _part(wanted.account),
        "product": _part(wanted.product),
        "call_type": wanted.call_type,
        "since": wanted.since,
        "until": wanted.until,
        "dimensions": [dimension.value for dimension in wanted.dimensions],
        "least": wanted.least or 0,
        "most": 100 if wanted.most is None else wanted.most,
        "tags": wanted.findings.tags(),
        "any_of": wanted.findings.any_of(),
        "after_at": after and after.started_at,
        "after_id": after and after.id,
        "after_rank": after and after.rank,
    }


def _part(name: str | None) -> str | None:
    """A name that holds this, for `like`."""
    if name is None:
        return None
    escaped = name.lower().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
