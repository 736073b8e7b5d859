"""Writes the pages: collects what one shows from the engine, and puts the file where it was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from analysis.engine import Engine
from analysis.scorecards import Scorecard
from analysis.signals import DEFINITIONS
from coaching_mcp.errors import CannotWrite
from db import calls
from db.calls import CallRecord
from gong.model import SpeakerId
from knowledge.scorecard import Rep
from knowledge.wins import Wins
from reports.facts import CallFacts, IndexEntry, IndexFacts, Metric, OtherRep, Provenance, ScorecardFacts
from reports.index import index_view
from reports.page import scorecard_view
from reports.render import render_index, render_scorecard

INDEX = "index.html"


def page_name(call: CallRecord, rep: Rep) -> str:
    """The file of one rep on one call."""
    return f"call-{call.id}-{rep.label.lower()}.html"


async def write_page(
    engine: Engine, card: Scorecard, file: Path, *, zone: ZoneInfo, siblings: Mapping[str, str] | None = None
) -> None:
    """Write the page of a scorecard. `siblings` are the pages beside it: of other reps by label, of the index by ''."""
    siblings = siblings or {}
    facts = ScorecardFacts(
        call=_call(card.call, engine.library.wins),
        rep=card.rep,
        speakers={participant.speaker.id: participant.speaker for participant in card.call.participants},
        transcript=await calls.load_transcript(engine.db, card.call.transcript_id),
        results=card.results,
        rubrics=engine.library.rubrics,
        provenance=Provenance(
            scorer=card.scorer,
            made_at=card.made_at,
            rubric_hashes=card.rubric_hashes,
            cost_usd=card.cost_usd,
            from_cache=card.cached,
        ),
        narrative=card.narrative,
        narrative_gap=card.narrative_gap,
        gaps=card.gaps,
        metrics=await _metrics(engine, card),
        product_facts={fact.id: fact.text for product in engine.library.products for fact in product.facts},
        rulings=card.rulings,
        win_titles={win.win: win.title for win in engine.library.wins.wins},
        other_reps=tuple(OtherRep(rep=other, href=siblings.get(other.label)) for other in card.others),
        index_href=siblings.get(""),
    )
    _write(file, render_scorecard(scorecard_view(facts, zone=zone)))


def write_index(folder: Path, cards: Sequence[Scorecard], *, zone: ZoneInfo, title: str) -> Path:
    """Write the list of the pages in a folder."""
    entries = tuple(
        IndexEntry(
            call=_call(card.call),
            rep=card.rep,
            scorer=card.scorer,
            results=card.results,
            href=page_name(card.call, card.rep),
        )
        for card in cards
    )
    facts = IndexFacts(title=title, entries=entries, made_at=max(card.made_at for card in cards))
    _write(folder / INDEX, render_index(index_view(facts, zone=zone)))
    return folder / INDEX


async def _metrics(engine: Engine, card: Scorecard) -> tuple[Metric, ...]:
    measured = await calls.load_metrics(engine.db, card.call.transcript_id)
    values = measured.get(SpeakerId(card.rep.speaker), {})
    telling_first = sorted(DEFINITIONS.items(), key=lambda item: item[1].context_only)
    return tuple(
        Metric(title=definition.title, value=values[name], unit=definition.unit, meaning=definition.meaning)
        for name, definition in telling_first
        if name in values
    )


def _call(record: CallRecord, wins: Wins | None = None) -> CallFacts:
    call = record.call
    return CallFacts(
        primary_win=wins.primary(record.call_type) if wins else None,
        id=call.id,
        number=record.id,
        title=call.title,
        started_at=call.started_at,
        duration_s=call.duration_s,
        type=record.call_type,
        type_reason=record.call_type_reason,
        account=call.account,
        url=call.url,
        language=call.language,
        is_invented=call.is_invented,
    )


def prepared(folder: Path) -> Path:
    """The folder, made if it is not there: found out before any work is done for it.

    Raises:
        CannotWrite: it cannot be made, or is no folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".written").touch()
        (folder / ".written").unlink()
    except FileExistsError as error:
        raise CannotWrite(f"{str(folder)!r} is a file, and the pages need a folder. Choose another place.") from error
    except OSError as error:
        raise CannotWrite(
            f"Nothing can be written to {str(folder)!r}: {error.strerror}. Choose another place."
        ) from error
    return folder


def _write(file: Path, html: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8")
    except OSError as error:
        raise CannotWrite(
            f"The page could not be written to {str(file)!r}: {error.strerror}. Choose another place."
        ) from error
