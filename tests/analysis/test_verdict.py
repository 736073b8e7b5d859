"""What a judge answers counts as far as the transcript bears it out."""

from __future__ import annotations

import pytest

from analysis.answer import ClaimAnswer, CriterionAnswer, ObjectionAnswer, QuoteAnswer
from analysis.verdict import Judged
from knowledge.rubric import Dimension, Role
from knowledge.scorecard import (
    Finding,
    Handling,
    NotApplicable,
    ObjectionType,
    Scored,
    Unscored,
    Verdict,
)
from tests.analysis.answers import (
    ASKED,
    COLLEAGUE,
    CUSTOMER,
    INVENTED,
    LINES,
    answer,
    claim,
    given,
    objection,
    reader,
)
from tests.builders import criterion


def judge(*criteria: CriterionAnswer, names: tuple[str, ...] = ("asks",)) -> Judged:
    return reader(*names).read(answer(*criteria))


def only(judged: Judged) -> Finding:
    (finding,) = judged.result.findings
    return finding


def test_a_level_stands_on_a_verified_quote_of_the_rep() -> None:
    judged = judge(given("asks", ASKED))
    finding = only(judged)
    assert isinstance(finding, Scored)
    assert (finding.level, finding.judged_level, finding.needs_review) == (3, 3, False)
    assert [item.quote for item in finding.evidence] == ["What happens today when the feed is late?"]
    assert judged.to_repair == ()


@pytest.mark.parametrize("level", [2, 3, 4])
@pytest.mark.parametrize("quotes", [(), (INVENTED,), (CUSTOMER,), (COLLEAGUE,), (INVENTED, CUSTOMER, COLLEAGUE)])
def test_without_a_quote_of_the_rep_a_level_is_capped_and_marked(level: int, quotes: tuple[QuoteAnswer, ...]) -> None:
    finding = only(judge(given("asks", *quotes, level=level)))
    assert isinstance(finding, Scored)
    assert (finding.level, finding.judged_level, finding.needs_review) == (1, level, True)
    assert all(item.speaker == "C1" for item in finding.evidence)


@pytest.mark.parametrize("level", [0, 1])
def test_a_low_level_needs_no_quote_since_what_was_never_said_cannot_be_quoted(level: int) -> None:
    finding = only(judge(given("asks", level=level)))
    assert isinstance(finding, Scored)
    assert (finding.level, finding.needs_review) == (level, False)


def test_a_colleagues_words_are_neither_for_nor_against_the_rep() -> None:
    judged = judge(given("asks", COLLEAGUE, ASKED))
    finding = only(judged)
    assert isinstance(finding, Scored)
    assert [item.speaker for item in finding.evidence] == ["R1"]
    assert judged.result.rejected_quotes == 1


def test_what_was_capped_over_a_quote_or_left_out_is_asked_again_and_nothing_else() -> None:
    judged = judge(
        given("asks", INVENTED),
        given("sums_up", INVENTED, ASKED),
        given("waits", level=2),
        given("agrees", INVENTED, level=0),
        names=("asks", "sums_up", "waits", "agrees", "left_out"),
    )
    assert judged.to_repair == ("asks", "left_out")
    assert judged.missing == ("left_out",)
    assert judged.result.rejected_quotes == 3


def test_a_criterion_without_an_answer_is_unscored_with_the_weight_of_the_role() -> None:
    judged = reader("asks", "sums_up", role=Role.SE).read(answer(given("asks", ASKED)))
    missing = judged.result.findings[1]
    assert isinstance(missing, Unscored)
    assert missing.weight == 5.0
    assert judged.result.score is not None
    assert judged.result.needs_review


def test_the_names_of_criteria_speakers_and_facts_may_come_back_in_other_letters() -> None:
    judged = judge(given(" Asks ", QuoteAnswer(turn=0, speaker=" r1 ", quote=ASKED.quote)))
    assert isinstance(only(judged), Scored)
    assert judged.missing == ()
    claims = (
        reader("asks", dimension=Dimension.PRODUCT_KNOWLEDGE).read(answer(claims=(claim(" pc-12 "),))).result.claims
    )
    assert [(item.verdict, item.fact) for item in claims] == [(Verdict.CORRECT, "PC-12")]


def test_what_was_not_asked_is_not_answered_and_of_two_answers_the_later_counts() -> None:
    judged = judge(given("made_up", ASKED), given("asks", ASKED, level=2), given("ASKS", ASKED, level=4))
    finding = only(judged)
    assert isinstance(finding, Scored)
    assert finding.level == 4


def test_a_criterion_without_occasion_is_not_applicable_with_a_reason_in_any_case() -> None:
    for why, reason in (("No price came up.", "No price came up."), (" ", "There is no occasion for asks.")):
        finding = only(judge(given("asks", applicable=False, level=4, why=why)))
        assert finding == NotApplicable(criterion=criterion("asks").id, reason=reason)


def test_one_quote_counts_once_and_four_at_most() -> None:
    quotes = [QuoteAnswer(turn=turn, speaker="R1", quote=LINES[turn][1]) for turn in (0, 0, 2, 4, 4)]
    finding = only(judge(given("asks", *quotes)))
    assert isinstance(finding, Scored)
    assert [item.turn for item in finding.evidence] == [0, 2, 4]


def test_turns_of_a_part_are_turns_of_the_call_counted_from_its_beginning() -> None:
    later = QuoteAnswer(turn=0, speaker="R1", quote=LINES[2][1])
    judged = reader("asks").read(answer(given("asks", later), injections=(1,)), first=2)
    finding = only(judged)
    assert isinstance(finding, Scored)
    assert [(item.turn, item.match.value) for item in finding.evidence] == [(2, "exact")]
    assert judged.result.suspected_injection == 3


@pytest.mark.parametrize("turn", [-2, -(10**20), 10**20])
def test_a_turn_that_does_not_exist_harms_nothing(turn: int) -> None:
    quote = QuoteAnswer(turn=turn, speaker="R1", quote=ASKED.quote)
    judged = reader("asks").read(answer(given("asks", quote), injections=(turn,)), first=1)
    finding = only(judged)
    assert isinstance(finding, Scored)
    assert finding.evidence[0].turn == 0
    assert judged.result.suspected_injection is None


def test_the_first_turn_that_addresses_the_grader_is_remembered() -> None:
    assert reader("asks").read(answer(injections=(5, 1, 99))).result.suspected_injection == 1


class TestObjections:
    def read(self, *criteria: CriterionAnswer, objections: tuple[ObjectionAnswer, ...] = ()) -> Judged:
        about = reader("acknowledges", "answers", dimension=Dimension.OBJECTION_HANDLING)
        return about.read(answer(*criteria, objections=objections))

    def read_with_price(self, *criteria: CriterionAnswer, objections: tuple[ObjectionAnswer, ...] = ()) -> Judged:
        about = reader("acknowledges", dimension=Dimension.OBJECTION_HANDLING, free=("holds_value",))
        return about.read(answer(*criteria, objections=objections))

    def test_an_objection_is_kept_where_the_customer_raised_it(self) -> None:
        judged = self.read(given("acknowledges", ASKED), given("answers", ASKED), objections=(objection(),))
        (raised,) = judged.result.objections
        assert (raised.type, raised.handling, raised.evidence.turn) == (ObjectionType.PRICING, Handling.PARTLY, 1)
        assert judged.result.score == 75

    def test_when_nothing_was_raised_nothing_is_held_against_anybody(self) -> None:
        judged = self.read(given("acknowledges", INVENTED, level=4), given("answers", level=0))
        assert {type(finding) for finding in judged.result.findings} == {NotApplicable}
        assert judged.result.score is None
        assert not judged.result.needs_review
        assert judged.to_repair == ()

    def test_an_empty_answer_means_that_nothing_was_raised_and_is_not_asked_again(self) -> None:
        judged = self.read()
        assert {type(finding) for finding in judged.result.findings} == {NotApplicable}
        assert judged.to_repair == ()

    def test_a_discount_that_nobody_asked_for_is_judged_without_an_objection(self) -> None:
        judged = self.read_with_price(given("acknowledges", level=0), given("holds_value", ASKED, level=2))
        assert [type(finding) for finding in judged.result.findings] == [NotApplicable, Scored]
        assert judged.result.score is None  # one of several criteria is no score of the dimension
        assert judged.to_repair == ()

    def test_without_an_objection_only_what_needs_none_is_asked_again(self) -> None:
        lost = self.read_with_price(given("acknowledges", INVENTED), given("holds_value", INVENTED))
        left_out = self.read_with_price(given("acknowledges", INVENTED))
        assert lost.to_repair == left_out.to_repair == ("holds_value",)
        assert left_out.missing == ("holds_value",)

    def test_price_stays_judged_when_an_objection_was_in_words_nobody_said(self) -> None:
        asked = (given("acknowledges", ASKED), given("holds_value", ASKED))
        judged = self.read_with_price(*asked, objections=(objection("we cannot afford it"),))
        assert [type(finding) for finding in judged.result.findings] == [Unscored, Scored]

    def test_no_price_is_no_occasion_even_for_what_needs_no_objection(self) -> None:
        judged = self.read_with_price(given("holds_value", applicable=False, why="No price came up."))
        assert {type(finding) for finding in judged.result.findings} == {NotApplicable}

    def test_an_objection_that_nobody_voiced_leaves_the_dimension_unscored(self) -> None:
        judged = self.read(
            given("acknowledges", ASKED),
            given("answers", applicable=False),
            objections=(objection("we cannot afford it"),),
        )
        assert [type(finding) for finding in judged.result.findings] == [Unscored, NotApplicable]
        assert judged.result.score is None
        assert judged.to_repair == ("objections",)

    def test_how_objections_were_met_is_not_scored_when_the_judge_names_none(self) -> None:
        judged = self.read(given("acknowledges", ASKED, level=4), given("answers", applicable=False))
        unnamed, no_occasion = judged.result.findings
        assert isinstance(unnamed, Unscored)
        assert "named none; this needs a second look" in unnamed.reason
        assert isinstance(no_occasion, NotApplicable)
        assert judged.result.score is None
        assert judged.result.needs_review

    def test_price_stays_judged_when_the_judge_scores_objections_it_does_not_name(self) -> None:
        judged = self.read_with_price(given("acknowledges", CUSTOMER, level=0), given("holds_value", ASKED))
        assert [type(finding) for finding in judged.result.findings] == [Unscored, Scored]

    @pytest.mark.parametrize(("turn", "speaker"), [(0, "R1"), (3, "R2")])
    def test_our_own_words_are_no_objection(self, turn: int, speaker: str) -> None:
        judged = self.read(given("answers", ASKED), objections=(objection(LINES[turn][1], turn=turn, speaker=speaker),))
        assert judged.result.objections == ()
        assert judged.result.score is None

    def test_an_objection_listed_twice_counts_once(self) -> None:
        twice = (objection(), objection("your price is too high for that"))
        assert len(self.read(given("answers", ASKED), objections=twice).result.objections) == 1


class TestClaims:
    def read(self, *claims: ClaimAnswer) -> Judged:
        read = reader("is_right", dimension=Dimension.PRODUCT_KNOWLEDGE)
        return read.read(answer(given("is_right", ASKED), claims=claims))

    @pytest.mark.parametrize("verdict", [Verdict.CORRECT, Verdict.WRONG])
    def test_a_claim_is_right_or_wrong_by_a_fact_that_is_known(self, verdict: Verdict) -> None:
        (checked,) = self.read(claim("PC-12", verdict)).result.claims
        assert (checked.verdict, checked.fact, checked.evidence.turn) == (verdict, "PC-12", 4)

    @pytest.mark.parametrize("fact", ["", "PC-99", "everybody knows"])
    def test_a_claim_without_a_known_fact_cannot_be_checked(self, fact: str) -> None:
        (checked,) = self.read(claim(fact, Verdict.WRONG)).result.claims
        assert (checked.verdict, checked.fact) == (Verdict.CANNOT_BE_CHECKED, None)

    @pytest.mark.parametrize(("turn", "speaker"), [(3, "R2"), (1, "C1")])
    def test_what_somebody_else_claimed_is_not_the_reps_claim(self, turn: int, speaker: str) -> None:
        assert self.read(claim("PC-12", turn=turn, speaker=speaker)).result.claims == ()

    def test_a_claim_in_words_that_were_not_said_is_asked_again(self) -> None:
        wrong = claim("PC-12").model_copy(update={"quote": "A worker asks for work every fifty seconds."})
        judged = self.read(wrong, claim("horizon-3"))
        assert judged.to_repair == ("claims",)
        assert len(judged.result.claims) == 1


def test_only_the_dimension_that_asks_for_them_has_objections_or_claims() -> None:
    result = (
        reader("asks").read(answer(given("asks", ASKED), objections=(objection(),), claims=(claim("PC-12"),))).result
    )
    assert (result.objections, result.claims, result.rejected_quotes) == ((), (), 0)
