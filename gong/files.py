"""JSON files on a disk: which to read, and what to say when one cannot be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from gong.errors import CallRefused, NotGongJson
from gong.export import Export, check_shape, to_export

MAX_MB: Final = 100
MAX_BYTES: Final = MAX_MB * 1024**2


def read_export(paths: Sequence[Path], *, allow_private: bool = False) -> Export:
    """The calls and users in these files, and in the .json files of these folders and of their subfolders.

    What a file holds is told by its content, never by its name. A file is at most 100 MB. One of a folder that is
    broken, or not Gong's, is refused and does not cost the others.

    Raises:
        NotGongJson: a path that was named, or all of a folder, is broken or not Gong's; then nothing is taken at all.
    """
    if not paths:
        raise NotGongJson("no file was named; name calls.json and transcripts.json, or the folder that holds them")
    found = _Found()
    named = {path.absolute() for path in paths}
    for path in _files(paths):
        try:
            found.read(path)
        except NotGongJson as error:
            if path.absolute() in named:
                raise
            found.refused.append((path, error))
    if not found.documents:
        raise found.refused[0][1]
    export = to_export(found.documents, allow_private=allow_private, broken=found.broken)
    return replace(export, refused=(*(_file_refused(path, error) for path, error in found.refused), *export.refused))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the files hold; `broken` are the names of those whose content nobody knows."""

    documents: list[tuple[str, object]] = field(default_factory=list[tuple[str, object]])
    refused: list[tuple[Path, NotGongJson]] = field(default_factory=list[tuple[Path, NotGongJson]])
    broken: list[str] = field(default_factory=list[str])

    def read(self, path: Path) -> None:
        try:
            document = read_document(path)
        except NotGongJson:
            self.broken.append(str(path))
            raise
        check_shape(str(path), document)
        self.documents.append((str(path), document))


def _file_refused(path: Path, error: NotGongJson) -> CallRefused:
    """A file among the refused; its name begins the message, and need not be said twice."""
    return CallRefused(str(path), str(error).removeprefix(f"{path}: "))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file once, however often it was named."""
    seen: set[Path] = set()
    for path in paths:
        for file in _in_folder(path) if _is_folder(path) else [path]:
            if file.absolute() not in seen:
                seen.add(file.absolute())
                yield file


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it as a file will say why not


def _in_folder(folder: Path) -> list[Path]:
    try:
        files = sorted(path for pattern in ("*", "*/*") for path in folder.glob(pattern) if _is_export(path))
    except OSError as error:
        raise _unreadable(folder, error) from error
    if not files:
        raise NotGongJson(f"{folder}: no .json file in this folder or one below it; name the folder of the export")
    return files


def _is_export(path: Path) -> bool:
    return path.suffix.lower() == ".json" and not path.name.startswith(".") and path.is_file()


def read_document(path: Path) -> object:
    """The JSON in one file, whatever it holds.

    Raises:
        NotGongJson: it cannot be read, or is not JSON; the message names the file and the place.
    """
    text = _text(path)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise NotGongJson(f"{path}: {_complaint(error, text)}") from error
    except RecursionError as error:
        raise NotGongJson(f"{path}: the JSON is nested too deeply to be Gong's; export it from Gong again") from error
    except ValueError as error:  # Python refuses numbers of thousands of digits
        raise NotGongJson(f"{path}: a number in it is too long to be Gong's; export it from Gong again") from error


def _complaint(error: json.JSONDecodeError, text: str) -> str:
    place = f"not JSON at line {error.lineno}, column {error.colno} ({error.msg})"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return f"{place}; the file seems to be cut off, so copy it or export it again"
    return f"{place}; correct it there, or export it from Gong again"


def _text(path: Path) -> str:
    raw = _bytes(path)
    encoding = json.detect_encoding(raw)
    try:
        text = raw.decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NotGongJson(f"{path}: line {line} is not {error.encoding} text; save the file as UTF-8") from error
    if not text.strip():
        raise NotGongJson(f"{path}: the file is empty; export it from Gong again")
    return text


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if len(raw) > MAX_BYTES:
        raise NotGongJson(f"{path}: larger than {MAX_MB} MB; split it into several files")
    return raw


def _unreadable(path: Path, error: Exception) -> NotGongJson:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return NotGongJson(f"{path}: there is no such file or folder; check the path")
        case PermissionError():
            return NotGongJson(f"{path}: you may not read this; ask its owner, or change its permissions")
        case OSError(strerror=str(reason)):
            return NotGongJson(f"{path}: cannot be read ({reason}); check the path")
        case _:
            return NotGongJson(f"{str(path)!r}: cannot be read; check the path")
