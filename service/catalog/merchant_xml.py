"""Google Merchant feeds in XML (RSS 2.0, Atom), read as a stream: memory holds an entry, a tag and the names met so far.

All three are bounded. A document type is refused, and with it every entity that could expand or reach out of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from service.catalog.feed_lines import UNREADABLE, Opener, open_feed, open_plain
from service.catalog.feed_problems import CUT_SHORT

MAX_ENTRY_CHARS = 1 << 20
_CHUNK_BYTES = 1 << 16
# What expat has to hold: a tag until it ends, the tags that are open, every name it has met.
_MAX_TAG_BYTES = 1 << 20
_MAX_DEPTH = 64
_MAX_NAMES = 1_000
_MAX_NAME_CHARS = 256
# Names are bounded as above; this is what a tag costs beside.
_TAG_CHARS = 64
_XMLNS = "xmlns"
_ATOM = "http://www.w3.org/2005/Atom"
_ROOTS = ("rss", "feed", "RDF")
_ENTRIES = ("item", "entry")


@dataclass(frozen=True, slots=True)
class Attribute:
    """What an entry says under one name, and the parts of it that have names of their own (product_detail)."""

    name: str
    text: str
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class XmlEntry:
    """The attributes of an entry in order, or why there are none; it begins on `line`, from 1."""

    line: int
    attributes: tuple[Attribute, ...]
    problem: str = ""


class _Refused(Exception):
    """The file is not read any further; the message says why."""


def xml_problem(path: Path) -> str:
    """Return why a file is no feed, as far as its first tag says, or ""."""
    reader = _Reader()
    try:
        with open_feed(path) as file:
            while not reader.root and (chunk := file.read(_CHUNK_BYTES)):
                reader.feed(chunk)
    except UNREADABLE:
        return CUT_SHORT
    except _Refused as refusal:
        return "" if reader.root else f"line {reader.line}: {refusal}"
    return "" if reader.root else "is empty"


def read_entries(path: Path, opener: Opener = open_plain) -> Iterator[XmlEntry]:
    """Yield the entries; a file that is broken or refused ends with why, and with the problem CUT_SHORT."""
    reader = _Reader()
    broken: tuple[str, ...] = ()
    try:
        with open_feed(path, opener) as file:
            while chunk := file.read(_CHUNK_BYTES):
                reader.feed(chunk)
                yield from reader.taken()
            reader.end()
    except UNREADABLE:
        broken = (CUT_SHORT,)
    except _Refused as refusal:
        broken = (str(refusal), CUT_SHORT)
    yield from reader.taken()
    yield from (XmlEntry(reader.line, (), problem) for problem in broken)


class _Reader:
    """Follows the tags of a feed and collects its entries."""

    def __init__(self) -> None:
        self.root = ""
        # Not told to expand namespaces: expat would repeat a long URI for each attribute of a tag.
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._text
        self._n_fed = 0
        self._names: set[str] = set()
        # By depth: the namespaces in force, by prefix.
        self._spaces: list[Mapping[str, str]] = [{}]
        self._open: _OpenEntry | None = None
        self._entries: list[XmlEntry] = []

    @property
    def line(self) -> int:
        """Where it has come to."""
        return self._parser.CurrentLineNumber

    def feed(self, chunk: bytes) -> None:
        """Read on. Raises _Refused."""
        self._n_fed += len(chunk)
        self._parse(chunk, final=False)
        if self._n_fed - max(self._parser.CurrentByteIndex, 0) > _MAX_TAG_BYTES:
            raise _Refused(f"holds a tag of more than {_MAX_TAG_BYTES:,} bytes")

    def end(self) -> None:
        """Make sure that the file ended where it should. Raises _Refused."""
        self._parse(b"", final=True)

    def taken(self) -> list[XmlEntry]:
        """Give the entries that were finished since the last time."""
        entries, self._entries = self._entries, []
        return entries

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            reason = f"is not well-formed XML: {expat.ErrorString(error.code)}"
        except (LookupError, ValueError):
            # What Python's codecs say of a name that expat does not know.
            reason = "declares an encoding that cannot be read"
        else:
            return
        raise _Refused(reason)

    def _doctype(self, *_: object) -> None:
        raise _Refused("declares a document type, which a feed has no need of")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        declared = {key[len(_XMLNS) + 1 :]: uri for key, uri in attributes.items() if key.partition(":")[0] == _XMLNS}
        self._meet((name, *attributes, *declared.values()))
        in_force = self._spaces[-1]
        self._spaces.append({**in_force, **declared} if declared else in_force)
        prefix, _, local = name.rpartition(":")
        if not self.root and local not in _ROOTS:
            raise _Refused("is neither an RSS nor an Atom feed")
        self.root = self.root or local
        if self._open is not None:
            self._open.start(local, self._depth, attributes, is_own=self._space(prefix) not in {"", _ATOM})
        elif local in _ENTRIES:
            self._open = _OpenEntry(self.line, self._depth)

    @property
    def _depth(self) -> int:
        return len(self._spaces) - 1

    def _meet(self, names: Sequence[str]) -> None:
        self._names.update(names)
        if self._depth == _MAX_DEPTH or len(self._names) > _MAX_NAMES:
            raise _Refused(f"nests tags deeper than {_MAX_DEPTH}, or names them in over {_MAX_NAMES:,} ways")
        if max(map(len, names)) > _MAX_NAME_CHARS:
            raise _Refused(f"holds a name of more than {_MAX_NAME_CHARS} characters")

    def _space(self, prefix: str) -> str:
        space = self._spaces[-1].get(prefix)
        if prefix and not space:
            raise _Refused("is not well-formed XML: unbound prefix")
        return space or ""

    def _text(self, text: str) -> None:
        if self._open is not None:
            self._open.add(text)

    def _close(self, _: str) -> None:
        if self._open is not None and self._depth == self._open.depth:
            self._entries.append(self._open.entry())
            self._open = None
        elif self._open is not None:
            self._open.close(self._depth)
        self._spaces.pop()


class _OpenEntry:
    """An entry whose end is still to come."""

    def __init__(self, line: int, depth: int) -> None:
        self.depth = depth
        self._line = line
        self._n_chars = 0
        self._texts: list[str] = []
        self._n_before_part = 0
        self._name = self._part = ""
        self._is_own = False
        self._parts: dict[str, str] = {}
        self._found: list[tuple[bool, Attribute]] = []

    def start(self, name: str, depth: int, attributes: Mapping[str, str], *, is_own: bool) -> None:
        """Meet a tag; those of Google's own namespace are told apart from those of RSS and Atom."""
        self._n_chars += _TAG_CHARS
        if depth == self.depth + 1:
            self._name, self._is_own, self._parts = name, is_own, {}
            self._texts.clear()
            if attributes.get("rel", "alternate") == "alternate":
                self.add(attributes.get("href", ""))
        elif depth == self.depth + 2:
            self._part, self._n_before_part = name, len(self._texts)

    def add(self, text: str) -> None:
        """Take a piece of text."""
        self._n_chars += len(text)
        if self._n_chars <= MAX_ENTRY_CHARS:
            self._texts.append(text)

    def close(self, depth: int) -> None:
        """Meet the end of a tag."""
        if self._n_chars > MAX_ENTRY_CHARS:
            return
        if depth == self.depth + 2:
            self._parts[self._part] = "".join(self._texts[self._n_before_part :]).strip()
        elif depth == self.depth + 1:
            attribute = Attribute(self._name, "".join(self._texts).strip(), self._parts)
            self._found.append((self._is_own, attribute))

    def entry(self) -> XmlEntry:
        """Give the entry; what Google's namespace says under a name stands for the name."""
        if self._n_chars > MAX_ENTRY_CHARS:
            return XmlEntry(self._line, (), f"is longer than {MAX_ENTRY_CHARS:,} characters")
        own = {attribute.name for is_own, attribute in self._found if is_own}
        kept = (attribute for is_own, attribute in self._found if is_own or attribute.name not in own)
        return XmlEntry(self._line, tuple(kept))
