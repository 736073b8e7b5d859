"""An invented team's eight weeks as the database would hand them over: small enough to work out by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from analysis.week import Week, read_week
from db.digests import (
    ActionRow,
    CallOfWeek,
    ObjectionOnCall,
    SaidTurn,
    ScoreOnCall,
    Sight,
    Tally,
    ToldOnCall,
)
from db.people import PersonRecord
from gong.model import Side, Span, SpeakerId, Utterance
from knowledge.library import read_library
from knowledge.rubric import CriterionId, Dimension, Role
from knowledge.scorecard import Action, Handling, Highlight, Narrative, ObjectionType
from reports.citing import Citing
from reports.collect import Gathered
from reports.digest import NothingToSay, RepDigest
from reports.week_digests import WeekDigests, choose_all, digests
from reports.weekly import PersonWeek, Setting

ZONE = ZoneInfo("America/Los_Angeles")
WEEK = read_week("2026-W46")
CLAUDE, KEYWORDS = "claude:claude-sonnet-5-5:medium", "keyword:1"
SETTING = Setting(week=WEEK, zone=ZONE, rubrics=read_library().rubrics)
MAYA, SAM = 1, 2
ACCOUNTS = ("Northwind", "Acme & Sons", "Fabrikam", "Globex", "Contoso", "Initech")
DIMENSION_OF = {
    criterion.id: dimension for dimension, rubric in SETTING.rubrics.items() for criterion in rubric.criteria
}


def person(id_: int, name: str, role: Role = Role.AE, **fields: object) -> PersonRecord:
    """Somebody of ours; the manager is Jordan Reed."""
    basics: dict[str, object] = {
        "id": id_, "email": f"{(name.split() or ['x'])[0].lower()}@company.example", "user_id": None, "name": name,
        "title": None,
        "is_internal": True, "role": role, "role_reason": "from the roster", "role_is_set": True,
        "role_by_hand": False, "active": True, "team": "Mid-market East", "manager": "Jordan Reed",
        "manager_email": "jordan@company.example", "manager_is_set": True,
    }  # fmt: skip
    return PersonRecord(**{**basics, **fields})  # pyright: ignore[reportArgumentType] - names are checked when called


def at(week: Week, day: int = 1, hour: int = 10) -> datetime:
    """An hour of a day of a week, 0 for Monday, in the company's time zone."""
    return week.start(ZONE) + timedelta(days=day, hours=hour)


def call(id_: int, who: int = MAYA, **fields: object) -> CallOfWeek:
    """A call of the week on which somebody spoke."""
    account = ACCOUNTS[id_ % len(ACCOUNTS)]
    basics: dict[str, object] = {
        "call_id": id_, "title": f"{account} discovery", "url": f"https://us-1.app.gong.io/call?id={id_}",
        "account": account, "started_at": at(WEEK, id_ % 5), "is_invented": False, "person_id": who, "label": "R1",
        "is_analysed": True,
    }  # fmt: skip
    return CallOfWeek(**{**basics, **fields})  # pyright: ignore[reportArgumentType] - names are checked when called


def scores(
    dimension: Dimension, points: Sequence[int | None], *, who: int = MAYA, back: int = 0, scorer: str = CLAUDE
) -> tuple[ScoreOnCall, ...]:
    """Scores of calls of one week, `back` weeks ago; the calls of this week are numbered from 100 times `who`."""
    week = WEEK.earlier(back)
    return tuple(
        ScoreOnCall(
            person_id=who,
            scorer=scorer,
            part=dimension,
            call_id=100 * who + 1000 * back + number,
            started_at=at(week, number % 5),
            monday=week.monday,
            score=score,
        )
        for number, score in enumerate(points)
    )


def sights(criterion: str, levels: Sequence[int], *, who: int = MAYA, scorer: str = CLAUDE) -> tuple[Sight, ...]:
    """A criterion's level on each call of this week; it shows in turn 1."""
    return tuple(
        Sight(
            person_id=who,
            scorer=scorer,
            part=DIMENSION_OF[CriterionId(criterion)],
            criterion=criterion,
            call_id=100 * who + number,
            transcript_id=100 * who + number,
            level=level,
            sighting=None,
            turn=1,
            start_char=0,
        )
        for number, level in enumerate(levels)
    )


def tally(criterion: str, levels: Sequence[int], *, who: int = MAYA, back: int = 0, scorer: str = CLAUDE) -> Tally:
    """The levels of a criterion over the calls of one week."""
    return Tally(
        person_id=who,
        scorer=scorer,
        part=DIMENSION_OF[CriterionId(criterion)],
        criterion=criterion,
        monday=WEEK.earlier(back).monday,
        n=len(levels),
        done=sum(level >= 3 for level in levels),
        low=sum(level <= 1 for level in levels),
        levels=sum(levels),
    )


def told(call_id: int, narrative: Narrative, *, who: int = MAYA) -> ToldOnCall:
    return ToldOnCall(
        person_id=who,
        scorer=CLAUDE,
        call_id=call_id,
        transcript_id=call_id,
        started_at=at(WEEK, call_id % 5),
        narrative=narrative,
    )


def turns(call_ids: Iterable[int]) -> tuple[SaidTurn, ...]:
    """Three turns of each call: the customer's concern, what the rep said, the customer's answer."""
    said = (
        ("Dan Whitfield", Side.CUSTOMER, "C1", "Right. Honestly, that’s more than we had in mind."),
        ("Maya Chen", Side.US, "R1", "More than you had in mind: what were you comparing it with?"),
        ("Dan Whitfield", Side.CUSTOMER, "C1", "With the two people who do it by hand today."),
    )
    return tuple(
        SaidTurn(
            transcript_id=id_,
            name=name,
            side=side,
            said=Utterance(
                seq=seq,
                speaker=SpeakerId(label),
                label=label,
                text=text,
                spans=(Span(start_char=0, start_ms=490_000 + 6_000 * seq, end_ms=495_000 + 6_000 * seq),),
            ),
        )
        for id_ in call_ids
        for seq, (name, side, label, text) in enumerate(said)
    )


KEEP = Highlight(
    text="The question got you the number that they compare with.",
    criterion=CriterionId("listening"),
    customer_turn=0,
    rep_turn=1,
)
CHANGE = Highlight(
    text="The discount came before you knew what they compared it with.",
    criterion=CriterionId("holds_value"),
    customer_turn=0,
    rep_turn=1,
    say="More than you had in mind: what were you comparing it with?",
)
ACTION = Action(
    when="When price comes up,",
    then="count to two, then ask what they are comparing it with.",
    look_for="a question before any mention of a discount.",
)
LAST_PLAN = (
    ("impact", "When they name a problem", "ask what slips when it happens", "a number from the customer"),
    ("decision_path", "In the last ten minutes", "confirm who else signs off", "a named second person"),
    ("recap", "Before you talk about price", "say their words back to them", "a summary that they confirm"),
)


def maya() -> PersonWeek:
    """Six calls this week. Discovery rose from 60 to 75; price is the thing to work on."""
    calls = tuple(call(100 + number) for number in range(6))
    return PersonWeek(
        person=person(MAYA, "Maya Chen"),
        calls=calls,
        scores=(
            *scores(Dimension.DISCOVERY, (70, 80, 75, 72, 78, 75)),
            *scores(Dimension.ENGAGEMENT, (81, 79, 80, 82, 80, 80)),
            *scores(Dimension.PRODUCT_KNOWLEDGE, (70, 74, 72, 70, 74, 72)),
            *scores(Dimension.OBJECTION_HANDLING, (50, 54, None, None, None, None)),
            *(item for back in range(1, 5) for item in scores(Dimension.DISCOVERY, (58, 60, 62), back=back)),
            *(item for back in range(1, 5) for item in scores(Dimension.ENGAGEMENT, (80, 78), back=back)),
            *(item for back in range(1, 5) for item in scores(Dimension.PRODUCT_KNOWLEDGE, (70,), back=back)),
            *scores(Dimension.DISCOVERY, (55, 57), back=5),
            *scores(Dimension.DISCOVERY, (61,), back=7),
        ),
        tallies=(
            tally("listening", (3, 4, 3, 3, 1, 2)),
            tally("listening", (1, 3, 1, 2, 1), back=1),
            tally("holds_value", (0, 1, 1, 3)),
            tally("holds_value", (1, 3), back=1),
            tally("impact", (3, 3, 4, 3, 3, 2)),
            tally("impact", (1, 2, 1), back=1),
            tally("decision_path", (3, 1, 3, 3, 2, 2)),
            tally("recap", (1, 2, 1, 2)),
            tally("next_step", (3, 3, 2, 3, 4, 3)),
        ),
        sights=(
            *sights("listening", (3, 4, 3, 3, 1, 2)),
            *sights("holds_value", (0, 1, 1, 3)),
            *sights("impact", (3, 3, 4, 3, 3, 2)),
            *sights("decision_path", (3, 1, 3, 3, 2, 2)),
            *sights("recap", (1, 2, 1, 2)),
            *sights("next_step", (3, 3, 2, 3, 4, 3)),
        ),
        told=(
            told(101, Narrative(summary="A good call.", strength=KEEP, focus=CHANGE, action=ACTION)),
            told(102, Narrative(summary="Another one.", strength=KEEP, focus=None, action=None)),
        ),
        objections=(
            *(objection(100 + number, ObjectionType.PRICING, Handling.PARTLY) for number in range(3)),
            objection(103, ObjectionType.PRICING, Handling.WELL),
            objection(104, ObjectionType.TIMING, Handling.NOT),
        ),
        actions=tuple(
            ActionRow(
                person_id=MAYA, position=position, criterion=name, when_words=when, then_words=then, look_for=look_for
            )
            for position, (name, when, then, look_for) in enumerate(LAST_PLAN, start=1)
        ),
    )


def objection(call_id: int, type_: ObjectionType, handling: Handling, *, who: int = MAYA) -> ObjectionOnCall:
    return ObjectionOnCall(
        person_id=who,
        scorer=CLAUDE,
        call_id=call_id,
        transcript_id=call_id,
        started_at=at(WEEK, call_id % 5),
        type=type_,
        handling=handling,
        turn=0,
    )


def colleague(
    id_: int, name: str, role: Role, points: Sequence[int], past: Sequence[int], levels: Sequence[int]
) -> PersonWeek:
    """Somebody else with as many calls as `points`, who reached `past` on calls five weeks ago."""
    calls = tuple(call(100 * id_ + number, id_) for number in range(len(points)))
    dimensions = (Dimension.DISCOVERY, Dimension.ENGAGEMENT, Dimension.PRODUCT_KNOWLEDGE)
    return PersonWeek(
        person=person(id_, name, role),
        calls=calls,
        scores=tuple(
            item
            for shift, dimension in enumerate(dimensions)
            for item in (
                *scores(dimension, [value + 3 * shift for value in points], who=id_),
                *scores(dimension, [value + 3 * shift for value in past], who=id_, back=5),
            )
        ),
        tallies=(
            tally("understand_first", levels, who=id_),
            tally("next_step", [4] * len(points), who=id_),
            tally("impact", [min(4, value // 20) for value in points], who=id_),
            tally("impact", [min(4, value // 20) for value in past], who=id_, back=5),
        ),
        sights=(
            *sights("understand_first", levels, who=id_),
            *sights("next_step", [4] * len(points), who=id_),
            *sights("impact", [min(4, value // 20) for value in points], who=id_),
        ),
    )


def team() -> tuple[PersonWeek, ...]:
    """Seven people of three roles."""
    return (
        maya(),
        colleague(2, "Sam Ortiz", Role.AE, (58, 55, 60, 52, 57, 58), (60, 59, 58), (1, 0, 1, 3, 1)),
        colleague(3, "Lee Chang", Role.AE, (48, 50, 45, 52), (74, 70, 72, 71), (3, 3)),
        colleague(4, "Ana Silva", Role.AE, (86, 88, 90, 84, 85), (84, 86, 83), (4, 4, 3, 4, 3)),
        colleague(5, "Kofi Mensah-Bonsu", Role.SE, (72, 70, 74), (52, 50, 55), (3, 2, 3)),
        colleague(6, "Ines Moreau", Role.SE, (71, 66), (70,), (3,)),
        colleague(7, "Tom Wolanski", Role.CSM, (63, 61, 65, 60), (64, 60, 66), (2, 1)),
    )


def gathered(people: Sequence[PersonWeek] | None = None, *more: CallOfWeek) -> Gathered:
    """The week of these people (the whole team), with two more calls that nothing was said of, and their leader."""
    everybody = tuple(team() if people is None else people)
    boss = PersonWeek(person=person(99, "Jordan Reed", Role.UNKNOWN, team=None, manager=None, manager_email=None))
    calls = [item for one in everybody for item in one.calls]
    return Gathered(setting=SETTING, people=(*everybody, boss), calls=[*calls, *more], spent_usd=Decimal("8.42"))


def week(given: Gathered, pages: dict[int, str] | None = None) -> WeekDigests:
    """Everybody's digests, quoting the three turns that each call has."""
    citing = Citing(given.calls, turns({item.call_id for item in given.calls}), pages)
    return digests(given, choose_all(given), citing)


def of(given: WeekDigests, name: str) -> RepDigest | NothingToSay:
    return next(rep.digest for rep in given.reps if rep.person.name == name)
