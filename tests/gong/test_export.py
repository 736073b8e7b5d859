"""Lists of Gong's JSON are paired up, and one bad element never spoils the others."""

from __future__ import annotations

import pytest

from gong.errors import NotGongJson
from gong.export import Export, to_export
from tests.gong.gong_json import CALL_ID, REP_VOICE, call_data, said, transcript


def export(*documents: object, allow_private: bool = False) -> Export:
    return to_export(((f"{i}.json", document) for i, document in enumerate(documents)), allow_private=allow_private)


def taken(*documents: object) -> list[str]:
    found = export(*documents)
    assert not found.refused
    return [call.id for call in found.calls]


def refusals(*documents: object) -> list[tuple[str, str]]:
    return [(refusal.call_id, refusal.reason) for refusal in export(*documents).refused]


def test_bare_lists_answers_of_gong_and_single_elements_are_all_understood() -> None:
    calls, words = [call_data()], [transcript()]
    assert taken(calls, words) == [CALL_ID]
    assert taken({"requestId": "4al", "records": {}, "calls": calls}, {"callTranscripts": words}) == [CALL_ID]
    assert taken({"calls": calls, "callTranscripts": words, "users": None}) == [CALL_ID]
    assert taken(call_data(), transcript()) == [CALL_ID]
    assert taken([call_data(), transcript()]) == [CALL_ID]


def test_the_order_of_the_documents_does_not_matter() -> None:
    assert taken([transcript()], [call_data()]) == [CALL_ID]


def test_users_come_in_once_each_and_the_last_word_counts() -> None:
    users = export([{"id": "5", "firstName": "Jon"}, {"id": "6", "firstName": "Ada"}], {"users": [{"id": 5}]}).users
    assert [(user.id, user.name) for user in users] == [("5", "User 5"), ("6", "Ada")]


def test_a_user_who_cannot_be_used_does_not_cost_the_others() -> None:
    found = export({"users": [{"id": "5"}, {}, {"id": "6", "active": "perhaps"}]})
    assert [user.id for user in found.users] == ["5"]
    assert [refusal.user_id for refusal in found.refused_users] == ["number 2 in 0.json", "6"]


def test_one_bad_call_does_not_cost_the_others() -> None:
    bad = [None, 5, {}, call_data(id="2", isPrivate=True), call_data(id="3", started=None), call_data(id="4")]
    words = [transcript(call_id="2"), transcript(call_id="3"), transcript()]
    found = export({"calls": [*bad, call_data()]}, words)
    assert [call.id for call in found.calls] == [CALL_ID]
    assert [refusal.call_id for refusal in found.refused] == [
        *("number 1 in 0.json", "number 2 in 0.json", "number 3 in 0.json", "2", "3", "4"),
    ]


def test_a_private_call_comes_in_when_it_is_allowed() -> None:
    found = export([call_data(isPrivate=True)], [transcript()], allow_private=True)
    assert [call.id for call in found.calls] == [CALL_ID]


def test_the_same_call_twice_is_one_call() -> None:
    assert taken([call_data(), call_data()], [transcript()], [transcript()]) == [CALL_ID]


def test_two_calls_with_the_same_words_are_two_calls() -> None:
    assert taken([call_data(), call_data(id="2")], [transcript(), transcript(call_id="2")]) == [CALL_ID, "2"]


def test_of_two_different_versions_of_a_call_the_last_is_taken_and_that_is_said() -> None:
    found = export([call_data(title="Old"), call_data(title="New")], [transcript()])
    assert [call.title for call in found.calls] == ["New"]
    assert not found.refused
    (remark,) = found.remarks
    assert remark.call_id == CALL_ID
    assert remark.text == (
        "its call data is there more than once and differs; the last was used, number 2 in 0.json: keep one"
    )


def test_of_two_different_transcripts_the_last_is_taken_and_that_is_said() -> None:
    found = export([call_data()], [transcript()], [transcript(said(REP_VOICE, 0, 1, "Newer words."))])
    assert found.calls[0].turns[0].text == "Newer words."
    assert not found.refused
    assert [remark.call_id for remark in found.remarks] == [CALL_ID]


def test_a_call_that_was_taken_is_not_refused_because_a_copy_of_it_is_broken() -> None:
    found = export([call_data(duration="long"), call_data()], [transcript()])
    assert [call.id for call in found.calls] == [CALL_ID]
    assert not found.refused
    assert found.remarks[0].text.startswith("one copy of it was not used: not of Gong's shape at metaData.duration")


def test_copies_of_a_call_that_was_not_taken_are_not_said_to_be_used() -> None:
    found = export([call_data(title="Old", isPrivate=True), call_data(isPrivate=True)], [transcript()])
    assert [refusal.call_id for refusal in found.refused] == [CALL_ID]
    assert not found.remarks


@pytest.mark.parametrize(
    "bad",
    [
        call_data(isPrivate=True),
        call_data(started=None),
        call_data(duration="long"),
        call_data(id=None),
        call_data(id=7.782342274025938e18),
    ],
    ids=["private", "no date", "shape", "no id", "rounded id"],
)
def test_a_refused_call_is_explained_once_and_its_transcript_not_again(bad: object) -> None:
    (refusal,) = export([bad, call_data(id="2")], [transcript(), transcript(call_id="2")]).refused
    assert "no call data" not in refusal.reason


def test_a_call_whose_transcript_was_refused_is_explained_once() -> None:
    (refusal,) = export([call_data()], [{"callId": CALL_ID, "transcript": "words"}]).refused
    assert refusal.reason.startswith("its transcript cannot be read")


def test_the_same_bad_call_twice_is_explained_once() -> None:
    assert len(refusals([call_data(started=None)], [call_data(started=None)], [transcript()])) == 1


def test_a_title_is_known_for_refused_calls_but_not_for_private_ones() -> None:
    found = export([call_data(title="Open"), call_data(id="2", title="Secret merger", isPrivate=True)])
    assert found.titles == {CALL_ID: "Open"}


def test_sentences_whose_times_were_cut_are_counted() -> None:
    late = [
        said(REP_VOICE, 0, 10**25, "One."),
        said(REP_VOICE, 10**24, 10**25, "Two."),
        said(REP_VOICE, 1, 2, "Three."),
    ]
    (remark,) = export([call_data()], [transcript(*late)]).remarks
    assert (remark.call_id, remark.text) == (CALL_ID, "times of 2 sentences lie outside the call and were cut")
    (remark,) = export([call_data()], [transcript(late[0])]).remarks
    assert remark.text == "the time of 1 sentence lies outside the call and was cut"


def test_calls_without_any_transcripts_ask_for_that_file() -> None:
    assert refusals([call_data()]) == [
        (CALL_ID, "no transcripts were given; add the transcripts.json of the same export")
    ]


def test_transcripts_without_any_calls_ask_for_that_file() -> None:
    assert refusals([transcript()]) == [
        (CALL_ID, "no calls were given, only transcripts; add the calls.json of the same export")
    ]


def test_a_call_without_its_transcript_among_others_waits_for_it() -> None:
    ((id_, reason),) = refusals([call_data(), call_data(id="2")], [transcript()])
    assert id_ == "2"
    assert "no transcript yet" in reason


def test_a_number_and_a_text_are_the_same_id() -> None:
    assert taken([call_data(id=int(CALL_ID))], [transcript()]) == [CALL_ID]


def test_a_transcript_without_its_call_is_told_of() -> None:
    assert refusals([call_data()], [transcript(), transcript(call_id="12")]) == [
        ("12", "there is a transcript for it, but no call data; add the calls.json of the same export")
    ]


def test_a_transcript_that_names_no_call_is_told_of() -> None:
    (where, reason), (id_, waits) = refusals([call_data()], [transcript(call_id=None)])
    assert (where, id_) == ("number 1 in 1.json", CALL_ID)
    assert "names no call" in reason
    assert "no transcript yet" in waits


def test_a_transcript_of_another_shape_does_not_cost_the_others() -> None:
    broken = {"callId": "2", "transcript": "words"}
    found = export([call_data()], [broken, transcript()])
    assert [call.id for call in found.calls] == [CALL_ID]
    assert [refusal.call_id for refusal in found.refused] == ["2"]


@pytest.mark.parametrize("nothing", [[], {"calls": []}, {"users": None}])
def test_an_empty_list_is_no_calls(nothing: object) -> None:
    assert export(nothing) == Export(calls=())


@pytest.mark.parametrize("document", [None, 5, "calls", {}, {"data": []}, [1, 2], [{"id": "1"}], [[]]])
def test_json_that_is_not_gongs_is_named_with_what_was_expected(document: object) -> None:
    with pytest.raises(
        NotGongJson, match=r"^0\.json: there are no calls, transcripts or users of Gong in it; expected"
    ):
        export(document)


def test_a_list_that_is_no_list_is_named() -> None:
    with pytest.raises(NotGongJson, match=r"^0\.json: 'callTranscripts' should be a list; export it"):
        export({"calls": [], "callTranscripts": {"a": 1}})
