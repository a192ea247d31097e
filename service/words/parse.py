"""A merchant's file of words, checked entry by entry: every limit, and that nothing contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from urllib.parse import urlsplit

from service.analysis.overrides import Overrides
from service.errors import InvalidArgument
from service.limits import MAX_QUERY_CHARS, MAX_URI_CHARS
from service.words.inflections import check_splits, check_synonyms
from service.words.words import Words, phrase

MAX_ENTRIES = 10_000
MAX_SYNONYMS = 16
MAX_PHRASE_CHARS = 100
MAX_PHRASE_WORDS = 4
SECTIONS = ("protected", "splits", "two_way", "one_way", "redirects")
_NAMED_CHARS = 40

Synonyms = dict[str, tuple[str, ...]]


def parse_words(written: Mapping[str, object]) -> Words:
    """Return the words that a file's sections hold; a section that is not there is empty.

    Raises:
        InvalidArgument: the field names the section and the entry, the message the limit or the contradiction.
    """
    for unknown in sorted(written.keys() - set(SECTIONS)):
        raise InvalidArgument(unknown[:_NAMED_CHARS], f"is not a section; sections are {', '.join(SECTIONS)}")
    protected, splits = _texts("protected", written.get("protected", [])), _lists("splits", written)
    overrides = Overrides.read(protected, splits)
    groups, one_way = _groups(_list("two_way", written.get("two_way", []))), _lists("one_way", written)
    synonyms = _with_one_way(one_way, _two_way(groups))
    redirects = _redirects(_table("redirects", written))
    check_splits(protected, splits)
    check_synonyms(groups, one_way)
    return Words(overrides, synonyms, redirects)


def _groups(groups: Sequence[object]) -> list[list[str]]:
    return [_texts(_group(number), group) for number, group in enumerate(groups, start=1)]


def _two_way(groups: Sequence[Sequence[str]]) -> Synonyms:
    found: Synonyms = {}
    for number, group in enumerate(groups, start=1):
        name = _group(number)
        phrases = _phrases(name, group)
        if not 2 <= len(phrases) <= MAX_SYNONYMS + 1:
            raise InvalidArgument(name, f"has to name 2 to {MAX_SYNONYMS + 1} phrases")
        for entry in phrases:
            _add(found, name, entry, [other for other in phrases if other != entry])
    return found


def _with_one_way(entries: Mapping[str, Sequence[str]], two_way: Synonyms) -> Synonyms:
    found, seen = dict(two_way), set[str]()
    for key, targets in entries.items():
        name = _named("one_way", key)
        entry, phrases = _phrase(name, key), _phrases(name, targets)
        if entry in phrases:
            raise InvalidArgument(name, "is a synonym of itself")
        if entry in seen:
            raise InvalidArgument(name, "stands here twice")
        if set(phrases).intersection(two_way.get(entry, ())):
            raise InvalidArgument(name, "is one-way here and two-way above")
        seen.add(entry)
        _add(found, name, entry, phrases)
    return found


def _add(found: Synonyms, name: str, entry: str, phrases: Iterable[str]) -> None:
    found[entry] = tuple(dict.fromkeys((*found.get(entry, ()), *phrases)))
    if len(found[entry]) > MAX_SYNONYMS:
        raise InvalidArgument(name, f"gives {entry} more than {MAX_SYNONYMS} synonyms")


def _redirects(entries: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for query, uri in entries.items():
        name = _named("redirects", query)
        entry = phrase(query) if len(query) <= MAX_QUERY_CHARS else ""
        if not entry:
            raise InvalidArgument(name, f"a query has a word and at most {MAX_QUERY_CHARS} characters")
        if found.setdefault(entry, _uri(name, uri)) != uri:
            raise InvalidArgument(name, "leads to two pages")
    return found


def _uri(name: str, uri: object) -> str:
    if not isinstance(uri, str) or len(uri) > MAX_URI_CHARS:
        raise InvalidArgument(name, f"has to lead to a text of at most {MAX_URI_CHARS} characters")
    if not (_is_printable(uri) and (_is_path(uri) or _is_web(uri))):
        raise InvalidArgument(name, "has to lead to http://…, https://… or a path /…")
    return uri


def _is_printable(uri: str) -> bool:
    # Browsers read \ as /, so that /\host would lead to another site.
    return uri.isprintable() and not set(uri) & set(" \\")


def _is_path(uri: str) -> bool:
    return uri.startswith("/") and not uri.startswith("//")


def _is_web(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _phrases(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    phrases = tuple(_phrase(name, text) for text in texts)
    if len(set(phrases)) < len(phrases):
        raise InvalidArgument(name, "names a phrase twice")
    return phrases


def _phrase(name: str, text: str) -> str:
    words = phrase(text)
    if not 1 <= len(words.split()) <= MAX_PHRASE_WORDS:
        raise InvalidArgument(name, f"a phrase has 1 to {MAX_PHRASE_WORDS} words")
    return words


def _lists(section: str, written: Mapping[str, object]) -> dict[str, list[str]]:
    """Read lists by key; what holds for their texts holds for the keys."""
    table = _table(section, written)
    return {key: _texts(_named(section, key), [key, *_list(_named(section, key), table[key])])[1:] for key in table}


def _table(section: str, written: Mapping[str, object]) -> Mapping[str, object]:
    table = written.get(section, {})
    if not isinstance(table, dict):
        raise InvalidArgument(section, f"has to be a table, [{section}]")
    _check_size(section, table)
    return table


def _list(name: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise InvalidArgument(name, 'has to be a list, ["…", "…"]')
    _check_size(name, value)
    return value


def _texts(name: str, value: object) -> list[str]:
    texts = [text for text in _list(name, value) if isinstance(text, str) and len(text) <= MAX_PHRASE_CHARS]
    if len(texts) < len(_list(name, value)):
        raise InvalidArgument(name, f"may hold nothing but texts of at most {MAX_PHRASE_CHARS} characters")
    return texts


def _check_size(name: str, entries: Sized) -> None:
    if len(entries) > MAX_ENTRIES:
        raise InvalidArgument(name, f"has more than {MAX_ENTRIES:,} entries")


def _group(number: int) -> str:
    return f"two_way, group {number}"


def _named(section: str, key: str) -> str:
    return f"{section}.{key[:_NAMED_CHARS]}"
