"""Reads a page the way a browser or a screen reader does: elements, attributes, words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta rect source track wbr".split())


@dataclass(slots=True, kw_only=True)
class Element:
    """One element with its attributes, its place and the words inside it."""

    tag: str
    attributes: dict[str, str]
    parents: tuple[Element, ...]
    words: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def inside(self, **attributes: str) -> bool:
        """Whether an element around this one has these attributes."""
        return any(attributes.items() <= parent.attributes.items() for parent in self.parents)


class Page(HTMLParser):
    """All elements of a page, in order; fails when they are not properly nested."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {[element.tag for element in self.open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(
            tag=tag, attributes={name: value or "" for name, value in attrs}, parents=tuple(reversed(self.open))
        )
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"closes what is not open: {tag}"
            assert self.open[-1].tag == tag, f"</{tag}> inside <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.words.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.elements
            if element.tag == tag and attributes.items() <= element.attributes.items()
        ]

    def by_id(self, id_: str) -> Element:
        (element,) = (element for element in self.elements if element.attributes.get("id") == id_)
        return element

    @property
    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    @property
    def text(self) -> str:
        return self.all("body")[0].text


def words(text: str) -> list[str]:
    """Everything that is read as a word or a figure; an address is not."""
    return [word for word in re.sub(r"https?://\S+|mailto:\S+", " ", text).split() if re.search(r"\w", word)]


def visible(html: str) -> str:
    """The words of a mail that a reader sees, without the preheader."""
    without = re.sub(r"<style>.*?</style>|<title>.*?</title>|<!--.*?-->", " ", html, flags=re.DOTALL)
    without = re.sub(r'<div style="display:none.*?</div>', " ", without, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())
