"""However much there is to say, a rep reads it in two minutes, and a figure never loses what it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.noise import Change
from knowledge.rubric import Dimension
from reports.digest import (
    Average,
    Bar,
    Behaviour,
    Count,
    FollowUp,
    Line,
    Moment,
    Planned,
    RepDigest,
    Trend,
)
from reports.mail_words import Wording
from reports.message import Envelope, as_mime
from reports.render import render_rep_mail
from reports.rep_mail import rep_mail
from reports.words import capital
from tests.reports.reading import visible, words
from tests.reports.week_sample import CLAUDE, KEYWORDS, WEEK, at, gathered, maya, of, person, week

STOP = "https://coach.company.example/mail/stop/2f1c"
LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))
TEXTS = st.one_of(
    st.text(LETTERS, max_size=400),
    st.lists(st.sampled_from(["a", "I", "price", "we’d", "12", "–"]), max_size=200).map(" ".join),
    st.just("w " * 300),
)
COUNTS = st.builds(Count, done=st.integers(0, 99), low=st.integers(0, 99), n=st.integers(0, 99))
MOMENTS = st.none() | st.builds(
    Moment, call=TEXTS, clock=st.sampled_from(["", "8:10"]), until=st.just("9:12"), href=st.sampled_from([None, STOP])
)
AVERAGES = st.builds(Average, mean=st.none() | st.floats(0, 100), n=st.integers(0, 99))
PLANS = st.builds(
    Planned, criterion=st.sampled_from(["impact", "holds_value", "own"]), when=TEXTS, then=TEXTS, look_for=TEXTS
)


def behaviours() -> st.SearchStrategy[Behaviour]:
    return st.builds(
        Behaviour,
        criterion=st.just("impact"),
        dimension=st.sampled_from(Dimension),
        doing=TEXTS,
        text=st.none() | TEXTS,
        lines=st.lists(st.builds(Line, who=TEXTS, text=st.text(LETTERS, max_size=110)), max_size=2).map(tuple),
        moment=MOMENTS,
        now=COUNTS,
        before=COUNTS,
        say=st.none() | TEXTS,
    )


@st.composite
def digests(draw: st.DrawFn) -> RepDigest:
    """Any week at all, also such as none will ever be."""
    changes: st.SearchStrategy[Change | None] = st.sampled_from([None, "up", "down", "level"])
    trends = tuple(
        Trend(dimension=name, now=draw(AVERAGES), before=draw(AVERAGES), change=draw(changes)) for name in Dimension
    )
    scorer = draw(st.sampled_from([CLAUDE, KEYWORDS]))
    states = st.sampled_from(["done", "partly", "not_yet", "no_occasion"])
    follow = st.builds(
        FollowUp,
        planned=PLANS,
        state=states,
        done=st.integers(0, 9),
        n=st.integers(0, 9),
        moments=st.lists(MOMENTS.filter(bool), max_size=2).map(tuple),
    )
    return RepDigest(
        week=WEEK,
        person=replace(person(1, draw(TEXTS)), manager=draw(st.none() | TEXTS)),
        scorer=scorer,
        is_keyword_reading=scorer == KEYWORDS,
        is_invented=draw(st.booleans()),
        recorded=9,
        judged=draw(st.integers(1, 9)),
        headline=None if scorer == KEYWORDS else draw(st.none() | st.sampled_from(trends)),
        bars=tuple(Bar(monday=WEEK.earlier(back).monday, average=draw(AVERAGES)) for back in range(7, -1, -1)),
        followed=tuple(draw(st.lists(follow, max_size=3))),
        followed_from=draw(st.sampled_from(["mail", "calls"])),
        strength=draw(st.none() | behaviours()),
        focus=draw(st.none() | behaviours()),
        plan=tuple(draw(st.lists(PLANS, max_size=3))),
        trends=trends,
        noise="Up to 17 points on a single call are noise (assumed).",
    )


def mayas_week() -> RepDigest:
    digest = of(week(gathered([maya()])), "Maya Chen")
    assert isinstance(digest, RepDigest)
    return digest


@settings(max_examples=60)
@given(digests(), st.booleans(), st.booleans())
def test_any_week_is_read_in_two_minutes_and_is_a_small_mail(digest: RepDigest, quotes: bool, draft: bool) -> None:  # noqa: FBT001 - drawn
    email = render_rep_mail(rep_mail(digest, Wording(quotes=quotes, stop=STOP, draft=draft)))
    assert len(words(visible(email.html))) <= 350
    assert len(words(email.text)) <= 350
    envelope = Envelope(key="k", sender="Coach <coach@company.example>", to="maya@company.example", stop=STOP)
    assert len(as_mime(email, envelope, at(WEEK))) < 80 * 1024


@settings(max_examples=60)
@given(digests())
def test_whatever_is_cut_every_count_still_stands_with_what_it_counts(digest: RepDigest) -> None:
    view = rep_mail(digest, Wording())
    assert len(view.followed) == len(digest.followed)
    assert bool(view.plan) == bool(digest.plan)
    assert bool(view.more) == (len(digest.plan) > 1)
    for given_, shown in ((digest.strength, view.strength), (digest.focus, view.focus)):
        if shown and given_:
            assert shown.pattern.count(f"{given_.now.done} of {given_.now.n}")
            heading = shown.heading.removesuffix("…").strip()
            assert " ".join(capital(given_.doing).split()).startswith(" ".join(heading.split()))
    assert (view.focus is None) == (digest.focus is None)


@pytest.mark.parametrize("field", ["strength", "focus"])
def test_a_mail_that_is_short_enough_loses_nothing(field: str) -> None:
    digest = replace(mayas_week(), followed=())
    shown = getattr(rep_mail(digest, Wording()), field)
    assert len(shown.lines) == len(getattr(digest, field).lines) == 2
    assert shown.moment is not None


def test_the_first_things_to_go_are_examples_and_comments_and_the_last_is_praise() -> None:
    digest = mayas_week()
    assert digest.focus
    assert digest.strength
    long = "many words that say little " * 30
    plan = tuple(replace(item, when=long, then=long, look_for=long) for item in digest.plan)
    view = rep_mail(replace(digest, plan=plan, focus=replace(digest.focus, text=long)), Wording())
    assert view.strength is not None
    assert view.focus is not None
    assert view.focus.text is None
    assert [item.moments for item in view.followed] == [()] * 3
