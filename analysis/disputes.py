"""What people may say of a judgement: anybody disputes it, the rep's manager changes what counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analysis.engine import Engine
from analysis.errors import CriterionNotFound, NothingToChange, NotTheManager
from analysis.roster import EMAIL
from analysis.scorecards import Scorecard
from db.database import Session
from db.disputes import NewDispute, lock_judgement, save_dispute
from db.people import clean_email, find_person
from knowledge.rubric import LEVELS, CriterionId, Dimension
from knowledge.ruling import Ruling, ruled
from knowledge.scorecard import DimensionResult, Finding, NotApplicable, Observed, Scored, Unscored

LONGEST_REASON = 500
"""In characters: it stands beside the criterion, in a table and in mails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What somebody (`by`) says, and of what: a call, a criterion by id, title or `dimension.id`, and a rep."""

    call: str
    criterion: str
    reason: str
    by: str
    rep: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    result: DimensionResult
    finding: Finding


async def dispute(engine: Engine, saying: Saying) -> Scorecard:
    """Say that a judgement is wrong; nothing changes but that everybody sees it. The scorecard with it.

    Raises:
        CallNotFound, RepNotFound, NotAnalysed, CriterionNotFound: there is no such judgement.
        NothingToChange: no reason is given, or one that is too long.
    """
    card = await engine.show(saying.call, saying.rep)
    place = _find(engine, card, saying.criterion)
    await save_dispute(engine.db, _new(card, place, saying, level=None))
    return await engine.show(saying.call, card.rep.label)


async def override(engine: Engine, saying: Saying, level: int | None) -> Scorecard:
    """Say which level counts, None to keep what does; the judge's stays in the history. The scorecard with it.

    Raises:
        NotTheManager: the rep has a manager, and it is somebody else.
        CallNotFound, RepNotFound, NotAnalysed, CriterionNotFound: there is no such judgement.
        NothingToChange: no reason is given, it is not said by whom, or there is no level to change.
    """
    card = await engine.show(saying.call, saying.rep)
    place = _find(engine, card, saying.criterion)
    if level is not None:
        _refuse_what_has_no_level(place.finding, level)
    if not EMAIL.fullmatch(saying.by.strip()):
        raise NothingToChange(f"{saying.by!r} is not an e-mail: write in --by the address of whoever decides this.")
    await _refuse_strangers(engine, card, saying.by)
    new = _new(card, place, saying, level=level)
    async with engine.db.transaction() as db:
        await _decide(db, place.result, new, engine.clock())
    return await engine.show(saying.call, card.rep.label)


async def _decide(db: Session, result: DimensionResult, new: NewDispute, now: datetime) -> None:
    """Let this level count, None for the one that does; two at once wait for each other, so that the score has both."""
    said = await lock_judgement(db, new.analysis_id)
    level = _counting(ruled(result, said), new.criterion) if new.level is None else new.level
    if level is None:
        await save_dispute(db, replace(new, keeps=True))
        return
    ruling = Ruling(
        dimension=result.dimension,
        criterion=new.criterion,
        judged_level=new.judged_level,
        level=level,
        reason=new.reason,
        said_by=new.said_by,
        said_at=now,
    )
    await save_dispute(db, replace(new, level=level), ruled(result, [*said, ruling]))


def _counting(result: DimensionResult, criterion: CriterionId) -> int | None:
    """The level of this criterion, if there is one."""
    found = next(item for item in result.findings if item.criterion == criterion)
    return found.level if isinstance(found, Scored) else None


def _new(card: Scorecard, place: _Place, saying: Saying, *, level: int | None) -> NewDispute:
    reason = " ".join(saying.reason.split())
    if not reason:
        raise NothingToChange("Say why in --reason: it is shown beside the judgement.")
    if len(reason) > LONGEST_REASON:
        raise NothingToChange(f"Say it in {LONGEST_REASON} characters: --reason has {len(reason)}.")
    return NewDispute(
        analysis_id=card.analysis_ids[place.result.dimension.value],
        criterion=place.finding.criterion,
        judged_level=place.finding.level if isinstance(place.finding, Scored) else None,
        level=level,
        reason=reason,
        said_by=saying.by.strip(),
    )


def _find(engine: Engine, card: Scorecard, wanted: str) -> _Place:
    """The finding that somebody means."""
    titles = {
        (dimension, criterion.id): criterion.title
        for dimension, rubric in engine.library.rubrics.items()
        for criterion in rubric.criteria
    }
    sought = wanted.strip().casefold()
    every = [_Place(result=result, finding=finding) for result in card.judged for finding in result.findings]
    places = [place for place in every if sought in _names(place, titles)]
    if len(places) == 1:
        return places[0]
    if places:
        raise CriterionNotFound(f"{wanted!r} is a criterion of two dimensions: write {_named(places, ' or ')}.")
    raise CriterionNotFound(f"There is no criterion {wanted!r} on this scorecard. There are: {_named(every)}.")


def _names(place: _Place, titles: Mapping[tuple[Dimension, CriterionId], str]) -> set[str]:
    dimension, criterion = place.result.dimension, place.finding.criterion
    ids = {f"{dimension.value}{between}{criterion}" for between in "./"}
    return {criterion, titles.get((dimension, criterion), criterion).casefold(), *ids}


def _named(places: Sequence[_Place], between: str = ", ") -> str:
    return between.join(f"{place.result.dimension.value}.{place.finding.criterion}" for place in places)


KEEP = "`coach dispute` it, or close a dispute of it with --keep."


def _refuse_what_has_no_level(finding: Finding, level: int) -> None:
    if level not in LEVELS:
        raise NothingToChange(f"There is no level {level}: use 0 to {LEVELS[-1]}.")
    match finding:
        case Observed():
            raise NothingToChange(f"A keyword reading gives no levels, so there is none to change: {KEEP}")
        case NotApplicable():
            raise NothingToChange(f"This criterion was not applicable here, so it has no level to change: {KEEP}")
        case Scored() | Unscored():
            return


async def _refuse_strangers(engine: Engine, card: Scorecard, by: str) -> None:
    rep = await find_person(engine.db, card.rep.email) if card.rep.email else None
    if rep is None or rep.manager is None:
        return
    if rep.manager_email is None:
        raise NotTheManager(
            f"Only {rep.manager}, the manager of {rep.name}, may change a level, and their e-mail is not known: "
            f"set it with `coach person set {rep.email} --manager EMAIL`."
        )
    if clean_email(by) != rep.manager_email:
        raise NotTheManager(
            f"Only {rep.manager} ({rep.manager_email}), the manager of {rep.name}, may change a level. "
            "Anybody may say that it is wrong: `coach dispute`."
        )
