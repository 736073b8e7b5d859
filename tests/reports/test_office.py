"""Monday from beginning to end: real database, real mail server, bundled calls, a clock that is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from analysis.engine import Wanted
from analysis.errors import BadSetting
from analysis.settings import Settings
from analysis.week import read_week
from db.database import Database
from db.digests import actions_before
from db.wishes import mark_bounced, set_wish, wish_of
from knowledge.library import Library
from reports.delivery import Posted
from reports.office import WeekLetters, release, send, sender_of, week_letters
from tests.analysis.desk import bundled, everything, keyword_engine, stock
from tests.db.examples import new_call, stored_call
from tests.standins.smtp import MailServer, mail_server

ZONE = ZoneInfo("America/Los_Angeles")
WEEK = read_week("2026-W46")
MONDAY = datetime(2026, 11, 16, 14, tzinfo=UTC)
MAYA, DANIEL, RUTH = (f"{name}@callcoach-demo.example" for name in ("maya.chen", "daniel.okafor", "ruth.abara"))


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def library(database: Database) -> Library:
    """The calls of Maya and Daniel in the week, analysed."""
    ids = {call.id for call in everything().calls if call.started_at >= WEEK.start(ZONE)}
    library = await stock(database, *bundled(*sorted(ids)[:2]))
    engine = keyword_engine(database, library)
    for id_ in sorted(ids)[:2]:
        await engine.analyze(Wanted(call=id_))
    return library


def settings(server: MailServer, mode: str = "send", **more: object) -> Settings:
    given = {
        "smtp_url": SecretStr(server.url),
        "report_from": "Call Coach <coach@company.example>",
        "report_mode": mode,
        "report_public_url": "https://coach.company.example",
    }
    return Settings.model_validate({**given, **more})


async def monday(
    database: Database, library: Library, how: Settings, clock: Clock, only: Sequence[str] | None = None
) -> Posted:
    written = await week_letters(database, WEEK, how, library.rubrics)
    letters = [item for item in written.letters if only is None or item.to in only]
    return await send(database, sender_of(how), written, letters, clock=clock)


def states(posted: Posted) -> dict[str, str]:
    return {mail.recipient: mail.state for mail in posted.mails}


async def test_each_rep_and_the_leader_get_one_mail_and_the_second_run_sends_nothing(
    database: Database, library: Library
) -> None:
    with mail_server() as server:
        how, clock = settings(server), Clock()
        first = await monday(database, library, how, clock)
        second = await monday(database, library, how, clock)
    assert states(first) == states(second) == {MAYA: "sent", DANIEL: "sent", RUTH: "sent"}
    assert sorted(server.to) == sorted([MAYA, DANIEL, RUTH])
    assert {mail.attempts for mail in second.mails} == {1}


async def test_a_mail_can_be_stopped_with_one_click_and_whoever_did_gets_none(
    database: Database, library: Library
) -> None:
    with mail_server() as server:
        how = settings(server)
        await monday(database, library, how, Clock(), [MAYA])
        (message,) = server.arrived
        token = message["List-Unsubscribe"].split(">")[0].rpartition("/")[2]
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert token in str(message)
        wish = await wish_of(database, token)
        assert wish
        await set_wish(database, wish.address, wanted=False)
        posted = await monday(database, library, how, Clock())
    assert [item.reason.split(":")[0] for item in posted.not_sent] == ["They asked not to get these mails"]
    assert MAYA not in states(posted)


async def test_killed_while_it_is_handed_over_it_is_not_sent_again(database: Database, library: Library) -> None:
    """The server has the mail, and whoever handed it over never hears so."""
    clock = Clock()
    with mail_server(otherwise="take and hang") as server:
        how = settings(server)
        running = asyncio.create_task(monday(database, library, how, clock, [MAYA]))
        await asyncio.to_thread(server.got_one.wait, 10)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        server.otherwise = "take"
        early = await monday(database, library, how, clock, [MAYA])
        assert states(early) == {MAYA: "sending"}
        clock.now += timedelta(minutes=30)
        posted = await monday(database, library, how, clock, [MAYA])
    assert states(posted) == {MAYA: "ambiguous"}
    assert len(server.arrived) == 1


async def test_killed_before_it_is_handed_over_the_next_run_sends_it(database: Database, library: Library) -> None:
    clock = Clock()
    with mail_server() as server:
        how = settings(server)
        written = await week_letters(database, WEEK, how, library.rubrics)
        maya = [item for item in written.letters if item.to == MAYA]
        silent = sender_of(settings(server, smtp_url=SecretStr("smtp://127.0.0.1:9")))
        await send(database, silent, written, maya, clock=clock)
        posted = await monday(database, library, how, clock, [MAYA])
        assert states(posted) == {MAYA: "pending"}, "not at once: the server gets a minute"
        clock.now += timedelta(minutes=2)
        posted = await monday(database, library, how, clock, [MAYA])
    assert states(posted) == {MAYA: "sent"}
    assert len(server.arrived) == 1


async def test_a_broken_line_leaves_one_mail_unknown_and_the_others_go(database: Database, library: Library) -> None:
    with mail_server(manners=["take and drop"]) as server:
        posted = await monday(database, library, settings(server), Clock())
        again = await monday(database, library, settings(server), Clock(MONDAY + timedelta(hours=2)))
    assert sorted(states(posted).values()) == ["ambiguous", "sent", "sent"]
    assert states(again) == states(posted)
    assert len(server.arrived) == 3


async def test_a_busy_server_is_tried_again_and_given_up_in_the_end(database: Database, library: Library) -> None:
    clock = Clock()
    with mail_server(otherwise="450 rcpt") as server:
        for _ in range(4):
            assert states(await monday(database, library, settings(server), clock, [MAYA])) == {MAYA: "pending"}
            clock.now += timedelta(hours=2)
        (mail,) = (await monday(database, library, settings(server), clock, [MAYA])).mails
        server.otherwise = "take"
        later = await monday(database, library, settings(server), clock, [MAYA])
    assert (mail.state, mail.attempts) == ("refused", 5)
    assert mail.reason
    assert "given up after 5 tries" in mail.reason
    assert "Greylisted" in mail.reason
    assert states(later) == {MAYA: "sent"}, "whoever runs it again wants it tried again"


async def test_a_wrong_password_uses_up_no_try(database: Database, library: Library) -> None:
    clock = Clock()
    with mail_server(password="right", otherwise="450 rcpt") as server:
        wrong, right = (SecretStr(f"smtp://coach:{word}@127.0.0.1:{server.port}") for word in ("wrong", "right"))
        for _ in range(4):
            with pytest.raises(BadSetting):
                await monday(database, library, settings(server, smtp_url=wrong), clock, [MAYA])
        posted = await monday(database, library, settings(server, smtp_url=right), clock, [MAYA])
    assert states(posted) == {MAYA: "pending"}


async def test_an_address_that_is_refused_gets_no_more_mails_until_somebody_has_it_tried_again(
    database: Database, library: Library
) -> None:
    with mail_server(manners=["550 rcpt"]) as server:
        posted = await monday(database, library, settings(server), Clock(), [MAYA])
        assert states(posted) == {MAYA: "refused"}
        again = await monday(database, library, settings(server), Clock(), [MAYA])
        assert again.mails == ()
        assert f"coach person set {MAYA} --mail on" in again.not_sent[0].reason
        assert "No such person here" in again.not_sent[0].reason
        assert server.to == []
        written = await week_letters(database, WEEK, settings(server), library.rubrics)
        (to_ruth,) = (letter for letter in written.letters if letter.to == RUTH)
        assert "No mail reaches Maya Chen" in to_ruth.email.text
        await set_wish(database, MAYA, wanted=True)
        assert states(await monday(database, library, settings(server), Clock(), [MAYA])) == {MAYA: "sent"}
    assert server.to == [MAYA]


async def test_a_relay_that_takes_nothing_closes_nobodys_address(database: Database, library: Library) -> None:
    with mail_server(manners=["554 relay"]) as server:
        first = await monday(database, library, settings(server), Clock(), [MAYA])
        second = await monday(database, library, settings(server), Clock(), [MAYA])
    assert (states(first), states(second)) == ({MAYA: "refused"}, {MAYA: "sent"})


async def test_a_wrong_password_leaves_every_mail_to_be_sent_as_soon_as_it_is_right(
    database: Database, library: Library
) -> None:
    with mail_server(password="right") as server:
        wrong = settings(server, smtp_url=SecretStr(f"smtp://coach:wrong@127.0.0.1:{server.port}"))
        with pytest.raises(BadSetting):
            await monday(database, library, wrong, Clock(), [MAYA])
        right = settings(server, smtp_url=SecretStr(f"smtp://coach:right@127.0.0.1:{server.port}"))
        assert states(await monday(database, library, right, Clock(), [MAYA])) == {MAYA: "sent"}


async def test_a_draft_goes_to_no_manager_whose_address_takes_none(database: Database, library: Library) -> None:
    await mark_bounced(database, RUTH, reason="550 nobody", now=MONDAY)
    with mail_server() as server:
        posted = await monday(database, library, settings(server, "draft"), Clock())
    assert posted.mails == ()
    assert {item.reason.split(" (")[0] for item in posted.not_sent} == {f"{RUTH} takes no mail"}


async def test_whoever_stops_the_mails_before_their_draft_is_released_gets_none(
    database: Database, library: Library
) -> None:
    with mail_server() as server:
        how = settings(server, "draft")
        await monday(database, library, how, Clock())
        await set_wish(database, MAYA, wanted=False)
        released = await release(database, sender_of(how), WEEK, clock=Clock())
    assert states(released) == {DANIEL: "sent"}


async def test_a_trial_goes_to_one_address_and_leaves_the_real_mails_to_be_sent(
    database: Database, library: Library
) -> None:
    with mail_server() as server:
        trial = settings(server, report_override_to="Me <me@company.example>")
        await monday(database, library, trial, Clock())
        assert server.to == ["me@company.example"] * 3
        assert all("mail/stop" not in str(message) for message in server.arrived)
        assert not await actions_before(database, WEEK.monday + timedelta(days=7))
        posted = await monday(database, library, settings(server), Clock())
    assert set(states(posted).values()) == {"sent"}
    assert sorted(server.to[3:]) == sorted([MAYA, DANIEL, RUTH])


async def test_a_trial_to_an_address_with_capitals_that_takes_no_mail_is_refused_like_any_other(
    database: Database, library: Library
) -> None:
    with mail_server(otherwise="550 rcpt") as server:
        trial = settings(server, report_override_to="Me <Me@Company.example>")
        posted = await monday(database, library, trial, Clock(), [MAYA])
    assert [(mail.deliver_to, mail.state) for mail in posted.mails] == [("me@company.example", "refused")]


async def test_drafts_go_to_the_manager_and_are_released_by_hand(database: Database, library: Library) -> None:
    with mail_server() as server:
        how, clock = settings(server, "draft"), Clock()
        posted = await monday(database, library, how, clock)
        assert server.to == [RUTH] * 3
        subjects = sorted(message["Subject"] for message in server.arrived)
        assert [subject.split(":")[0] for subject in subjects] == [
            "Draft for Daniel Okafor", "Draft for Maya Chen", "Ruth Abara’s team"
        ]  # fmt: skip
        held = {mail.recipient for mail in posted.mails if mail.state == "held"}
        assert held == {MAYA, DANIEL}
        released = await release(database, sender_of(how), WEEK, clock=clock)
        again = await release(database, sender_of(how), WEEK, clock=clock)
    assert states(released) == {MAYA: "sent", DANIEL: "sent"}
    assert again.mails == ()
    assert sorted(server.to[3:]) == sorted([MAYA, DANIEL])


async def test_only_words_that_the_manager_has_read_are_released_and_others_come_as_a_new_draft(
    database: Database, library: Library
) -> None:
    with mail_server() as server:
        how, clock = settings(server, "draft"), Clock()
        written = await week_letters(database, WEEK, how, library.rubrics)
        (first,) = (item for item in written.letters if item.to == MAYA)
        assert first.draft
        email, draft = replace(first.email, text="Other words."), replace(first.draft, text="Draft: Other words.")
        other = replace(first, email=email, draft=draft)
        await send(database, sender_of(how), written, [first], clock=clock)
        posted = await send(database, sender_of(how), written, [other], clock=clock)
        again = await send(database, sender_of(how), written, [other], clock=clock)
        assert server.to == [RUTH, RUTH], "one draft for each wording"
        assert len({message["Message-ID"] for message in server.arrived}) == 2
        assert [mail.state for mail in posted.mails if mail.deliver_to == MAYA] == ["held"]
        assert len(again.mails) == 2
        await release(database, sender_of(how), WEEK, clock=clock)
        assert server.to == [RUTH, RUTH, MAYA]
        assert "Other words." in str(server.arrived[-1])
        await send(database, sender_of(how), written, [first], clock=clock)
        third = replace(other, email=replace(email, text="Third words."))
        late = await send(database, sender_of(how), written, [third], clock=clock)
    assert server.to == [RUTH, RUTH, MAYA], "what went needs no draft any more"
    assert [mail.state for mail in late.mails] == ["sent"]


async def test_a_mail_whose_draft_did_not_arrive_stays_held_when_it_is_released(
    database: Database, library: Library
) -> None:
    with mail_server(otherwise="450 rcpt") as server:
        how = settings(server, "draft")
        await monday(database, library, how, Clock(), [MAYA])
        server.otherwise = "take"
        released = await release(database, sender_of(how), WEEK, clock=Clock())
    assert {mail.recipient: mail.state for mail in released.mails if mail.deliver_to == MAYA} == {MAYA: "held"}
    assert server.to == []


async def test_what_was_released_and_waits_is_not_sent_with_words_that_came_later(
    database: Database, library: Library
) -> None:
    with mail_server() as server:
        how, clock = settings(server, "draft"), Clock()
        written = await week_letters(database, WEEK, how, library.rubrics)
        (first,) = (item for item in written.letters if item.to == MAYA)
        await send(database, sender_of(how), written, [first], clock=clock)
        server.otherwise = "450 rcpt"
        await release(database, sender_of(how), WEEK, clock=clock)
        server.otherwise = "take"
        clock.now += timedelta(hours=1)
        other = replace(first, email=replace(first.email, text="Other words."))
        posted = await send(database, sender_of(how), written, [other], clock=clock)
    assert server.to == [RUTH, RUTH]
    assert [mail.state for mail in posted.mails if mail.deliver_to == MAYA] == ["held"]


async def test_the_next_mail_follows_up_what_this_one_asked_for(database: Database, library: Library) -> None:
    with mail_server() as server:
        await monday(database, library, settings(server), Clock())
    asked = await actions_before(database, WEEK.monday + timedelta(days=7))
    assert {row.position for row in asked} == {1, 2, 3}
    assert len({row.person_id for row in asked}) == 2


async def test_with_enhanced_privacy_no_word_of_a_call_leaves(database: Database, library: Library) -> None:
    said = {
        sentence.text
        for call in everything().calls
        for turn in call.turns
        for sentence in turn.sentences
        if len(sentence.text) > 25
    }
    with mail_server() as server:
        written = await week_letters(database, WEEK, settings(server, report_quotes=False), library.rubrics)
        quoting = await week_letters(database, WEEK, settings(server), library.rubrics)
    assert any(text in letter.email.text for letter in quoting.letters for text in said)
    assert not [text for letter in written.letters for text in said if text in letter.email.text]


@pytest.mark.parametrize(
    ("missing", "named"),
    [({"report_mode": "off"}, "REPORT_MODE"), ({"smtp_url": None}, "SMTP_URL"), ({"report_from": None}, "REPORT_FROM")],
)
def test_sending_needs_to_be_set_up_and_says_what_is_missing(missing: dict[str, object], named: str) -> None:
    given = settings(MailServer(port=25))
    with pytest.raises(BadSetting, match=named):
        sender_of(given.model_copy(update=missing))


async def test_somebody_without_a_manager_gets_no_draft_and_it_says_why(database: Database, library: Library) -> None:
    with mail_server() as server:
        how = settings(server, "draft")
        written = await week_letters(database, WEEK, how, library.rubrics)
        alone = [replace(item, reply_to=None) for item in written.letters if item.to == MAYA]
        posted = await send(database, sender_of(how), written, alone, clock=Clock())
    assert posted.mails == ()
    assert "No manager is known" in posted.not_sent[0].reason


async def test_an_empty_week_has_one_sentence_for_the_leader_and_nothing_for_the_reps(
    database: Database, library: Library
) -> None:
    written: WeekLetters = await week_letters(database, WEEK.earlier(-3), Settings(), library.rubrics)
    assert [letter.to for letter in written.letters] == [RUTH]
    assert "No call of the team was recorded this week" in written.letters[0].email.text


async def test_once_there_are_real_calls_nobody_invented_and_nobody_who_leads_only_such_gets_a_mail(
    database: Database, library: Library
) -> None:
    alone = await week_letters(database, WEEK.earlier(30), Settings(), library.rubrics)
    assert alone.is_invented, "also in a week without calls"
    real = new_call()
    await stored_call(database, replace(real, call=replace(real.call, is_invented=False)))
    for week in (WEEK, WEEK.earlier(-3)):
        written = await week_letters(database, week, Settings(), library.rubrics)
        assert not written.is_invented
        assert not [item for item in written.posts if item.to in {MAYA, DANIEL, RUTH}]
