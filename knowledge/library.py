"""The only module that reads rubrics, product cards and wins from their files, and that knows YAML."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Final, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.card import read_card
from knowledge.errors import BadStandard
from knowledge.mend import Owner, Place, mend, rubric_owner, syntax_mend, wins_owner
from knowledge.product import Product, facts_text
from knowledge.rubric import CriterionId, Dimension, Rubric
from knowledge.wins import NO_WINS, Wins

FOLDER = Path(__file__).parent

# The C parser is ten times as fast; a platform without it reads the same, more slowly.
_Loader: Final[type[yaml.SafeLoader | yaml.CSafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_BLOCKS = {f"{_TAG}map", f"{_TAG}seq"}
_NUMBERS = {f"{_TAG}int": int, f"{_TAG}float": float}
# What YAML 1.1 takes for a truth value, a date or nothing is text here: `no` means "no".
_TEXTS = {f"{_TAG}{name}" for name in ("str", "bool", "null", "timestamp", "merge", "value")}


M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
Broken = Callable[[BadStandard], None]
"""What is done about a file that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Generic[M]):
    """What a YAML file says. `lines` knows in which line each key or item stands, counted from 1."""

    file: str
    value: M
    lines: Mapping[Place, int]

    def bad(self, place: Place, sentence: str) -> BadStandard:
        """The complaint about something in this file, at the nearest line that is known."""
        return BadStandard(self.file, self.lines[_nearest(self.lines, place)], sentence)


@dataclass(frozen=True, kw_only=True)
class Library:
    """Everything that says what good looks like. `products_text` is what a judge reads of the products."""

    rubrics: Mapping[Dimension, Rubric]
    products: tuple[Product, ...]
    products_text: str
    wins: Wins

    def titles(self, dimension: Dimension) -> Mapping[CriterionId, str]:
        """The titles of a dimension's criteria by id; none where its rubric is broken."""
        rubric = self.rubrics.get(dimension)
        return {criterion.id: criterion.title for criterion in rubric.criteria} if rubric else {}

    @cached_property
    def rubric_hashes(self) -> Mapping[Dimension, str]:
        """The hash of each rubric, by which what was judged with it is found again."""
        return {dimension: rubric.hash for dimension, rubric in self.rubrics.items()}

    @cached_property
    def wins_hash(self) -> str:
        """The hash of what has to be won."""
        return self.wins.hash

    @property
    def fact_ids(self) -> frozenset[str]:
        """The facts that a judge may refer to."""
        return frozenset(fact.id for product in self.products for fact in product.facts)

    @property
    def products_hash(self) -> str:
        """SHA-256 of what a judge reads of the products: as long as it is the same, no judgement is out of date."""
        return hashlib.sha256(self.products_text.encode()).hexdigest()


def _refuse(error: BadStandard) -> None:
    raise error


def read_library(folder: Path = FOLDER, *, broken: Broken = _refuse) -> Library:
    """All rubrics and product cards below a folder with `rubrics/`, `products/` and `wins.yaml`.

    What is wrong with a file is given to `broken`; if that does not raise it, the library is without what it says. This
    is for whoever only shows what was judged before.

    Raises:
        BadStandard: a file is missing or cannot be used; the message names file, line and mend.
    """
    names = {dimension: f"{dimension.value}.yaml" for dimension in Dimension}
    rubrics = {key: rubric for key, name in names.items() for rubric in _good(partial(_rubric, folder, name), broken)}
    for file in sorted((folder / "rubrics").glob("*.y*ml")):
        if file.name not in names.values():
            sentence = f"rename or remove it: the rubrics are {', '.join(names.values())}"
            broken(BadStandard(f"rubrics/{file.name}", None, sentence))
    cards = sorted((folder / "products").glob("*.md"))
    products = tuple(product for card in cards for product in _good(partial(_product, folder, card.name), broken))
    for problem in (*_shared_criteria(rubrics.values()), *_shared_letters(products)):
        broken(problem)
    wins = next(_good(lambda: _wins("wins.yaml", read_text(folder, "wins.yaml")), broken), NO_WINS)
    return Library(rubrics=MappingProxyType(rubrics), products=products, products_text=facts_text(products), wins=wins)


def _good(read: Callable[[], T], broken: Broken) -> Iterator[T]:
    """What a file says, if it can be used."""
    try:
        yield read()
    except BadStandard as error:
        broken(error)


def read_standard(path: Path) -> Rubric | Product | Wins:
    """One file of a library wherever it lies: a product card if it is Markdown, the wins by their name, or a rubric.

    Raises:
        BadStandard: it is missing or cannot be used; the message names line and mend.
    """
    text = read_text(path.parent, path.name)
    if path.suffix == ".md":
        return read_card(path.name, text)
    return _wins(path.name, text) if path.name == "wins.yaml" else read_rubric(path.name, text)


def read_rubric(file: str, text: str) -> Rubric:
    """The rubric that a YAML text describes; `file` is its name in a complaint.

    Raises:
        BadStandard: it is not YAML, or not a rubric.
    """
    return read_document(Rubric, file, text, owner=rubric_owner).value


def read_rubric_file(path: Path) -> Rubric:
    """A rubric wherever its file lies, such as a copy that somebody works on.

    Raises:
        BadStandard: it is missing or cannot be used; the message names line and mend.
    """
    return read_rubric(path.name, read_text(path.parent, path.name))


def read_document(shape: type[M], file: str, text: str, *, owner: Owner) -> Document[M]:
    """A YAML text as a model of that shape; `owner` tells whose key a misplaced key would be.

    Raises:
        BadStandard: it is not YAML, or not of that shape.
    """
    try:
        tree = _Tree(file, text)
    except RecursionError as error:
        raise BadStandard(file, None, "it is nested too deep: compare it with another one of its kind") from error
    try:
        return Document(file=file, value=shape.model_validate(tree.value), lines=tree.lines)
    except ValidationError as error:
        complaint = mend(error, owner)
        raise BadStandard(file, tree.lines[_nearest(tree.lines, complaint.place)], complaint.sentence) from error


def _nearest(lines: Mapping[Place, int], place: Place) -> Place:
    while place not in lines:
        place = place[:-1]
    return place


def _wins(file: str, text: str) -> Wins:
    return read_document(Wins, file, text, owner=wins_owner).value


def _rubric(folder: Path, name: str) -> Rubric:
    file = f"rubrics/{name}"
    rubric = read_rubric(file, read_text(folder, file))
    if rubric.dimension.value != Path(file).stem:
        sentence = f"this file holds the rubric of {Path(file).stem}: write `dimension: {Path(file).stem}`"
        raise BadStandard(file, None, sentence)
    return rubric


def _product(folder: Path, name: str) -> Product:
    return read_card(f"products/{name}", read_text(folder, f"products/{name}"))


def read_text(folder: Path, file: str) -> str:
    """The text of a file of the library; `file` is its path below `folder`, and its name in a complaint.

    Raises:
        BadStandard: it is missing, cannot be read, or is not UTF-8.
    """
    try:
        return (folder / file).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        mended = f"put it into {str(folder)!r}" if folder.is_dir() else f"there is no folder {str(folder)!r}"
        raise BadStandard(file, None, f"it is missing: {mended}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadStandard(file, line, "a character is not UTF-8: save the file as UTF-8") from error
    except OSError as error:
        raise BadStandard(file, None, f"it cannot be read ({error.strerror}): check its permissions") from error


def _compose(file: str, text: str) -> yaml.Node:
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        # Where quotes were opened says more than where the file ended without closing them.
        opened = "quoted" in (error.context or "")
        mark = error.context_mark if opened else error.problem_mark
        sentence = "close the quotes that were opened here" if opened else syntax_mend(error.problem or "")
        raise BadStandard(file, mark.line + 1 if mark else None, sentence) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise BadStandard(file, line, "remove the invisible control character here") from error
    if node is None:
        raise BadStandard(file, None, "it is empty: begin as another file of its kind does")
    return node


class _Tree:
    """A YAML document as plain values; `lines` knows where each of them stands."""

    def __init__(self, file: str, text: str) -> None:
        self.lines: dict[Place, int] = {(): 1}
        self._file = file
        self._met: set[int] = set()
        self.value = self._plain(_compose(file, text), ())

    def _plain(self, node: yaml.Node, place: Place) -> object:
        if id(node) in self._met:
            raise self._bad(node, "write the text out again: anchors (&) and aliases (*) are not used")
        self._met.add(id(node))
        if not isinstance(node, yaml.ScalarNode) and node.tag not in _BLOCKS:
            raise self._bad(node, f"remove the tag {node.tag!r}: only text and numbers are read")
        if isinstance(node, yaml.MappingNode):
            return dict(self._entries(node, place))
        if isinstance(node, yaml.SequenceNode):
            return list(self._items(node, place))
        return self._scalar(node)

    def _entries(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[int | float | str, object]]:
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key, line = self._scalar(key_node), _line(key_node)
            if str(key) in seen:
                raise self._bad(key_node, f"{key!r} was given before, in line {seen[str(key)]}: remove one of the two")
            seen[str(key)] = self.lines[*place, key] = line
            yield key, self._plain(value_node, (*place, key))

    def _items(self, node: yaml.SequenceNode, place: Place) -> Iterator[object]:
        for position, item in enumerate(node.value):
            self.lines[*place, position] = _line(item)
            yield self._plain(item, (*place, position))

    def _scalar(self, node: yaml.Node) -> int | float | str:
        if not isinstance(node, yaml.ScalarNode):
            raise self._bad(node, "a key is a word or a number: remove the brackets")
        if node.tag in _NUMBERS:
            try:
                return _NUMBERS[node.tag](node.value)
            except ValueError:
                return node.value
        if node.tag not in _TEXTS:
            raise self._bad(node, f"remove the tag {node.tag!r}: only text and numbers are read")
        return node.value

    def _bad(self, node: yaml.Node, sentence: str) -> BadStandard:
        return BadStandard(self._file, _line(node), sentence)


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _shared_letters(products: Iterable[Product]) -> Iterator[BadStandard]:
    owners: dict[str, str] = {}
    for product in products:
        letters = product.facts[0].id[:2]
        if (owner := owners.setdefault(letters, product.name)) != product.name:
            sentence = f"its ids begin with {letters}, as those of {owner}.md: choose other letters"
            yield BadStandard(f"products/{product.name}.md", None, sentence)


def _shared_criteria(rubrics: Iterable[Rubric]) -> Iterator[BadStandard]:
    """Plans, searches and trends name a criterion by its id alone."""
    owners: dict[CriterionId, Dimension] = {}
    for rubric in rubrics:
        for criterion in rubric.criteria:
            if (owner := owners.setdefault(criterion.id, rubric.dimension)) is not rubric.dimension:
                sentence = f"{criterion.id!r} is a criterion of {owner.value}.yaml as well: give it another id"
                yield BadStandard(f"rubrics/{rubric.dimension.value}.yaml", None, sentence)
