"""Files and folders of an export are found by content, and a bad one is named with the mend."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gong.errors import NotGongJson
from gong.files import read_export
from tests.gong.gong_json import CALL_ID, call_data, transcript

SHARED = Path(__file__).parents[3] / "shared" / "data" / "calls"


def put(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def taken(*paths: Path) -> list[str]:
    found = read_export(paths)
    assert not found.refused
    return [call.id for call in found.calls]


def complaint(path: Path) -> str:
    with pytest.raises(NotGongJson) as caught:
        read_export([path])
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "export" / "calls.json", [call_data()])
    put(tmp_path / "export" / "transcripts.json", [transcript()])
    return tmp_path / "export"


def test_files_and_folders_and_folders_of_folders_are_read(folder: Path) -> None:
    assert taken(folder / "calls.json", folder / "transcripts.json") == [CALL_ID]
    assert taken(folder) == [CALL_ID]
    assert taken(folder.parent) == [CALL_ID]


def test_the_name_of_a_file_does_not_matter(folder: Path) -> None:
    (folder / "calls.json").rename(folder / "transcripts (1).JSON")
    assert taken(folder) == [CALL_ID]


def test_one_file_may_hold_everything(tmp_path: Path) -> None:
    everything = {"calls": [call_data()], "callTranscripts": [transcript()], "users": [{"id": "5"}]}
    assert taken(put(tmp_path / "all.json", everything)) == [CALL_ID]


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    assert taken(folder, folder / "calls.json", folder) == [CALL_ID]


def test_folders_deeper_down_and_hidden_files_are_left_alone(folder: Path) -> None:
    put(folder / "a" / "b" / "notes.json", {"not": "Gong's"})
    put(folder / "._calls.json", b"\x00\x05\x16\x07")
    put(folder / "readme.txt", b"hello")
    assert taken(folder) == [CALL_ID]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_other_unicode_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    everything = {"calls": [call_data(title="Zoë")], "callTranscripts": [transcript()]}
    path = put(tmp_path / "all.json", json.dumps(everything, ensure_ascii=False).encode(encoding))
    assert read_export([path]).calls[0].title == "Zoë"


def test_a_lone_surrogate_in_a_file_is_no_hindrance(tmp_path: Path) -> None:
    everything = {"calls": [call_data(title="a\ud800b")], "callTranscripts": [transcript()]}
    assert read_export([put(tmp_path / "all.json", everything)]).calls[0].title == "a\ufffdb"


def test_a_truncated_file_is_said_to_be_cut_off(folder: Path) -> None:
    whole = (folder / "transcripts.json").read_bytes()
    for length in (len(whole) - 1, len(whole) - 30, len(whole) // 2):
        assert "cut off, so copy it or export it again" in complaint(put(folder / "transcripts.json", whole[:length]))


def test_wrong_json_is_named_with_line_and_column(tmp_path: Path) -> None:
    path = put(tmp_path / "calls.json", b'[\n {"metaData" {"id": 1}}\n]')
    assert complaint(path).startswith("not JSON at line 2, column 14 (")
    assert complaint(path).endswith("; correct it there, or export it from Gong again")


def test_a_wrong_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = put(tmp_path / "calls.json", '[\n{"metaData": {"title": "Zoë x"}}]'.encode("latin-1"))
    assert complaint(path) == "line 2 is not utf-8 text; save the file as UTF-8"


@pytest.mark.parametrize("content", [b"", b" \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes) -> None:
    assert complaint(put(tmp_path / "calls.json", content)) == "the file is empty; export it from Gong again"


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"[" * 100_000, "nested too deeply"), (b"[" + b"9" * 5_000 + b"]", "too long"), (b"{}", "no calls")],
)
def test_json_that_gong_never_writes_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    assert why in complaint(put(tmp_path / "calls.json", content))


def test_a_missing_path_is_said_to_be_missing(tmp_path: Path) -> None:
    put(tmp_path / "file", b"x")
    for path in (tmp_path / "nowhere", tmp_path / "file" / "calls.json"):
        assert complaint(path) == "there is no such file or folder; check the path"


def test_a_path_the_system_cannot_open_is_named(tmp_path: Path) -> None:
    assert complaint(tmp_path / ("x" * 300)).startswith("cannot be read (File name too long)")
    with pytest.raises(NotGongJson, match=r"a\\x00b': cannot be read; check the path"):
        read_export([tmp_path / "a\x00b"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(folder: Path) -> None:
    (folder / "calls.json").chmod(0)
    assert complaint(folder / "calls.json").startswith("you may not read this")


def test_a_file_without_end_is_refused() -> None:
    assert complaint(Path("/dev/zero")) == "larger than 100 MB; split it into several files"


def test_a_folder_without_json_is_named(tmp_path: Path) -> None:
    assert complaint(tmp_path).startswith("no .json file in this folder or one below it")


def test_no_path_at_all_is_explained() -> None:
    with pytest.raises(NotGongJson, match=r"no file was named; name calls\.json"):
        read_export([])


def test_a_bad_file_stops_the_import_before_anything_is_taken(folder: Path) -> None:
    bad = put(folder / "zzz.json", b"{")
    for paths in ([folder, bad], [bad, folder], [folder / "calls.json", bad]):
        with pytest.raises(NotGongJson, match=r"zzz\.json"):
            read_export(paths)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b'{"name": "my-app"}', "no calls, transcripts or users of Gong in it"), (b'[{"metaDa', "seems to be cut off")],
    ids=["a stray file", "a truncated file"],
)
def test_one_bad_file_in_a_folder_does_not_cost_the_rest(folder: Path, content: bytes, why: str) -> None:
    bad = put(folder / "a: b.json", content)
    found = read_export([folder])
    assert [call.id for call in found.calls] == [CALL_ID]
    (refusal,) = found.refused
    assert refusal.call_id == str(bad)
    assert why in refusal.reason
    assert "a: b.json" not in refusal.reason


def test_a_folder_with_nothing_of_gongs_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "package.json", {"name": "my-app"})
    with pytest.raises(NotGongJson, match=r"package\.json: there are no calls"):
        read_export([tmp_path])


@pytest.mark.parametrize("name", ["calls.json", "transcripts.json"])
def test_what_a_truncated_file_would_have_held_is_not_said_to_be_missing(folder: Path, name: str) -> None:
    put(folder / name, (folder / name).read_bytes()[:-30])
    file, call = read_export([folder]).refused
    assert file.call_id == str(folder / name)
    assert call.call_id == CALL_ID
    assert f"was not found, and {folder / name} cannot be read; mend that file" in call.reason


def test_a_stray_file_is_not_blamed_for_what_is_missing(folder: Path) -> None:
    put(folder / "package.json", {"name": "my-app"})
    (folder / "transcripts.json").unlink()
    _, call = read_export([folder]).refused
    assert call.reason == "no transcripts were given; add the transcripts.json of the same export"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the development data is not here")
def test_all_development_calls_come_in() -> None:
    found = read_export([SHARED])
    assert (len(found.calls), found.refused, found.refused_users) == (34, (), ())
    assert len({call.id for call in found.calls}) == 34
    assert all(call.turns and call.host for call in found.calls)
    assert found.users
