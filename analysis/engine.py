"""The use cases: analyse a call, show what is known of it. Calls are taken in by `intake`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analysis.case import NARRATIVE, Case, Opinion, Scorer, TypeFinder
from analysis.errors import CallNotFound, NotAnalysed
from analysis.fingerprint import fingerprints
from analysis.flight import Flight
from analysis.ports import Clock
from analysis.scorecards import Scorecard, analyze_command, chosen_rep, notes, reps
from analysis.tripwire import flagged
from db import analyses, calls
from db.analyses import Draft, StoredAnalysis
from db.calls import CallRecord
from db.database import Database, Session
from gong.model import SpeakerId
from knowledge.library import Library
from knowledge.rubric import CallType, Dimension
from knowledge.ruling import ruled
from knowledge.scorecard import DimensionResult, Narrative, Rep, is_keyword

ALL = tuple(Dimension)
NOT_ALL_JUDGED = "The summary waits until every dimension is judged: run the command again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which analysis. `call` is an id or a Gong link; `rep` an e-mail, a name or a label such as R2."""

    call: str
    rep: str | None = None
    dimensions: tuple[Dimension, ...] = ALL
    force: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a scorecard that this takes; a narrative only when everything is asked for."""
        named = tuple(dimension.value for dimension in ALL if dimension in self.dimensions)
        return (*named, NARRATIVE) if len(named) == len(ALL) else named


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """The rep on the call that is analysed, with the fingerprint of each part of their scorecard."""

    call: CallRecord
    rep: Rep
    fingerprints: Mapping[str, str]

    @property
    def speaker(self) -> SpeakerId:
        return SpeakerId(self.rep.speaker)

    @property
    def person_id(self) -> int | None:
        return next(item.person_id for item in self.call.participants if item.speaker.id == self.speaker)


class Engine:
    """The use cases over one database with one scorer."""

    def __init__(
        self, db: Database, library: Library, scorer: Scorer, *, clock: Clock, types: TypeFinder | None = None
    ) -> None:
        self.db = db
        self.library = library
        self.scorer = scorer
        self.clock = clock
        self._types = types
        self._flight: Flight[Scorecard] = Flight()

    async def analyze(self, wanted: Wanted, *, log_lookup: bool = True) -> Scorecard:
        """The scorecard of one rep on one call: what is stored, or else judged now and stored.

        `log_lookup`: whether it counts in how often something was there already.

        Raises:
            CallNotFound, RepNotFound, NothingToJudge: there is nothing to analyse.
            JudgeError, SpendingCapReached: it could not be judged; what was paid for is kept.
        """
        subject, stored = await self._known(wanted, log_lookup=log_lookup)
        if len(stored) < len(wanted.parts) and await self._found_type(subject):
            subject, stored = await self._known(wanted, log_lookup=log_lookup)
        if len(stored) == len(wanted.parts):
            return self._scorecard(subject, stored)
        key = (subject.call.id, subject.rep.label, wanted.parts, wanted.force, *subject.fingerprints.values())
        return await self._flight.run(key, lambda: self._judge(subject, wanted, stored))

    async def _known(self, wanted: Wanted, *, log_lookup: bool) -> tuple[_Subject, tuple[StoredAnalysis, ...]]:
        """Who is meant and what is stored of them, over one connection: what a cached answer costs."""
        async with self.db.borrowed() as db:
            subject = await self._subject(wanted.call, wanted.rep, db)
            if wanted.force:
                return subject, ()
            return subject, await self._stored(subject, wanted.parts, db=db, log_lookup=log_lookup)

    async def stored(self, wanted: Wanted) -> Scorecard | None:
        """What `analyze` would answer without asking anybody, or None."""
        subject = await self._subject(wanted.call, wanted.rep)
        stored = await self._stored(subject, wanted.parts, log_lookup=False)
        return self._scorecard(subject, stored) if len(stored) == len(wanted.parts) else None

    async def stored_parts(self, wanted: Wanted) -> Scorecard | None:
        """As much of what `analyze` would answer as is known without asking anybody; None if nothing is."""
        subject = await self._subject(wanted.call, wanted.rep)
        stored = await self._stored(subject, wanted.parts, log_lookup=False)
        return self._scorecard(subject, stored) if stored else None

    async def forecast(self, wanted: Wanted) -> Decimal:
        """About how many US dollars `analyze` would cost if nothing of it is known yet."""
        return self.scorer.forecast(await self.case(wanted))

    async def case(self, wanted: Wanted) -> Case:
        """What the scorer would be given."""
        return await self._case(await self._subject(wanted.call, wanted.rep), 1)

    async def fingerprints(self, wanted: Wanted) -> Mapping[str, str]:
        """What names each part of this analysis: transcript, rubric, and all that can change a result."""
        subject = await self._subject(wanted.call, wanted.rep)
        return {part: subject.fingerprints[part] for part in wanted.parts}

    async def show(self, call: str, rep: str | None = None) -> Scorecard:
        """The newest stored scorecard, whoever made it; judges nothing.

        Raises:
            CallNotFound, RepNotFound, NotAnalysed: there is nothing to show.
        """
        subject = await self._subject(call, rep)
        stored = await analyses.latest_analyses(self.db, call_id=subject.call.id, speaker=subject.speaker)
        command = analyze_command(subject.call, rep)
        if not stored:
            raise NotAnalysed(f"{await self._why_nothing(subject)}: run `{command}`.")
        return self._scorecard(subject, _of_one_scorer(stored)).with_gaps(command)

    async def _why_nothing(self, subject: _Subject) -> str:
        for earlier in await analyses.analysis_history(self.db, subject.call.id):
            if earlier.speaker == subject.speaker:
                day = f"{earlier.created_at.day} {earlier.created_at:%B %Y}"
                return f"The transcript of {subject.call.call.title!r} has changed since the analysis of {day}"
        return f"{subject.call.call.title!r} has not been analysed for {subject.rep.name} yet"

    async def _subject(self, call: str, rep: str | None, db: Session | None = None) -> _Subject:
        record = await calls.find_call(db or self.db, call)
        if record is None:
            raise CallNotFound(f"There is no call {call!r}. `coach calls` lists them; `coach import` takes more in.")
        chosen = chosen_rep(record, rep)
        parts = fingerprints(
            record.transcript_hash,
            chosen,
            record.call_type,
            rubrics=self.library.rubric_hashes,
            made_with=self.scorer.made_with,
            wins=self.library.wins_hash,
        )
        return _Subject(call=record, rep=chosen, fingerprints=parts)

    async def _found_type(self, subject: _Subject) -> bool:
        """Whether a call that Gong's fields do not tell the type of has got one now; asked once per call."""
        call = subject.call
        if self._types is None or call.call_type is not CallType.OTHER or call.call_type_from != "fields":
            return False
        guess = await self._types.find(await self._case(subject, 1))
        if guess is None:
            return False
        await calls.set_call_type(self.db, call.id, guess.type, reason=guess.reason, source="transcript")
        return True

    async def _stored(
        self, subject: _Subject, parts: Sequence[str], *, db: Session | None = None, log_lookup: bool = True
    ) -> tuple[StoredAnalysis, ...]:
        wanted = {part: subject.fingerprints[part] for part in parts}
        stored = await analyses.find_analyses(
            db or self.db, call_id=subject.call.id, speaker=subject.speaker, wanted=wanted, log_lookup=log_lookup
        )
        newest = max((item.generation for item in stored if item.part != NARRATIVE), default=1)
        return tuple(item for item in stored if item.part != NARRATIVE or item.generation >= newest)

    async def _judge(self, subject: _Subject, wanted: Wanted, stored: Sequence[StoredAnalysis]) -> Scorecard:
        known = {item.part: item for item in stored}
        generation = 1
        if wanted.force:
            generation = await analyses.next_generation(
                self.db, call_id=subject.call.id, speaker=subject.speaker, fingerprints=subject.fingerprints.values()
            )
        case = await self._case(subject, generation)
        missing = [self.library.rubrics[Dimension(part)] for part in wanted.parts if part not in {*known, NARRATIVE}]
        kept: dict[str, StoredAnalysis] = {}

        async def keep(dimension: Dimension, opinion: Opinion) -> None:
            draft = self._draft(subject, dimension.value, self._watched(case, opinion))
            kept.update({item.part: item for item in await self._save([draft] if draft else [], generation)})

        opinions: Mapping[Dimension, Opinion] = {}
        if missing:
            opinions = await self.scorer.dimensions(case, missing, keep=keep)
        opinions = {dimension: self._watched(case, opinion) for dimension, opinion in opinions.items()}
        drafts = [
            self._draft(subject, part.value, opinion) for part, opinion in opinions.items() if part.value not in kept
        ]
        saved = await self._save([draft for draft in drafts if draft], generation)
        failed = [opinion.result for opinion in opinions.values() if not opinion.final]
        card = self._scorecard(subject, [*known.values(), *kept.values(), *saved], failed=failed, cached=False)
        if failed and NARRATIVE in wanted.parts:
            return card.with_narrative(None, cost_usd=Decimal(0), gap=NOT_ALL_JUDGED)
        if NARRATIVE in wanted.parts and card.narrative is None:
            newest = max([generation, *(item.generation for item in known.values())])
            card = await self._with_narrative(subject, case, card, newest)
        return card

    def _watched(self, case: Case, opinion: Opinion) -> Opinion:
        """The opinion, and whether somebody addressed the scorer: nobody can sway a keyword reading."""
        if is_keyword(self.scorer.id) or not isinstance(opinion.result, DimensionResult):
            return opinion
        return replace(opinion, result=flagged(opinion.result, case.transcript.utterances))

    async def _with_narrative(self, subject: _Subject, case: Case, card: Scorecard, generation: int) -> Scorecard:
        opinion = await self.scorer.narrative(case, card.judged)
        draft = self._draft(subject, NARRATIVE, opinion)
        await self._save([draft] if draft else [], generation)
        narrative = opinion.result if isinstance(opinion.result, Narrative) else None
        return card.with_narrative(narrative, cost_usd=opinion.cost_usd, gap=opinion.reason)

    async def _case(self, subject: _Subject, generation: int) -> Case:
        call = subject.call
        transcript = await calls.load_transcript(self.db, call.transcript_id)
        return Case(
            call_id=call.id,
            title=call.call.title,
            call_type=call.call_type,
            language=call.call.language,
            transcript=transcript,
            speakers={speaker.id: speaker for speaker in call.call.speakers},
            rep=subject.rep,
            generation=generation,
            primary_win=self.library.wins.primary(call.call_type),
        )

    def _draft(self, subject: _Subject, part: str, opinion: Opinion) -> Draft | None:
        if not opinion.final or opinion.result is None:
            return None
        return Draft(
            call_id=subject.call.id,
            transcript_id=subject.call.transcript_id,
            speaker=subject.speaker,
            person_id=subject.person_id,
            part=part,
            fingerprint=subject.fingerprints[part],
            scorer=self.scorer.id,
            role=subject.rep.role,
            call_type=subject.call.call_type,
            rubric_hash=None if part == NARRATIVE else self.library.rubric_hashes[Dimension(part)],
            made_with=self.scorer.made_with,
            result=opinion.result,
            cost_usd=opinion.cost_usd,
        )

    async def _save(self, drafts: Sequence[Draft], generation: int) -> tuple[StoredAnalysis, ...]:
        return await analyses.save_analyses(self.db, drafts, generation=generation) if drafts else ()

    def _scorecard(
        self, subject: _Subject, stored: Sequence[StoredAnalysis], *, failed: Sequence[object] = (), cached: bool = True
    ) -> Scorecard:
        judged = {item.result.dimension: item.result for item in stored if isinstance(item.result, DimensionResult)}
        judged |= {result.dimension: result for result in failed if isinstance(result, DimensionResult)}
        results = tuple(judged[dimension] for dimension in ALL if dimension in judged)
        rulings = tuple(ruling for item in stored for ruling in item.rulings)
        return Scorecard(
            call=subject.call,
            rep=subject.rep,
            others=tuple(other for other in reps(subject.call) if other != subject.rep),
            scorer=stored[0].scorer if stored else self.scorer.id,
            judged=results,
            analysis_ids={item.part: item.id for item in stored},
            rulings=rulings,
            narrative=next((item.result for item in stored if isinstance(item.result, Narrative)), None),
            cached=cached,
            cost_usd=sum((item.cost_usd for item in stored), Decimal(0)),
            made_at=max((item.created_at for item in stored), default=self.clock()),
            rubric_hashes={Dimension(item.part): item.rubric_hash for item in stored if item.rubric_hash},
            notes=notes(subject.call, subject.rep, tuple(ruled(result, rulings) for result in results)),
        )


def _of_one_scorer(stored: Sequence[StoredAnalysis]) -> tuple[StoredAnalysis, ...]:
    """A judge's parts before a keyword reading's, and the fuller scorecard before the newer; two are never mixed.

    A narrative that is older than a judgement it should be about is left out.
    """
    parts = Counter(item.scorer for item in stored)
    chosen = max(stored, key=lambda item: (not is_keyword(item.scorer), parts[item.scorer], item.id)).scorer
    own = [item for item in stored if item.scorer == chosen]
    newest = max((item.id for item in own if item.part != NARRATIVE), default=0)
    return tuple(item for item in own if item.part != NARRATIVE or item.id > newest)
