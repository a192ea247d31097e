"""What a catalogue's own words teach, learned once and shared by index and query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Self

import msgspec

from service.analysis.compounds import Decompounder
from service.analysis.languages import Language, primary_subtag
from service.analysis.overrides import OverriddenWords, Overrides
from service.analysis.registry import make_language
from service.analysis.spellings import Spellings
from service.analysis.splitter import Splitter
from service.analysis.text import normalise, raw_token, tokenise
from service.analysis.vocabulary import Vocabulary
from service.analysis.words import AnalyzedToken, WordAnalyzer

# Descriptions teach parts of compounds; a word that only one or two of them use is as often a typo.
_MIN_DESCRIPTIONS = 3
# A brand's word is an ordinary word too when this share of its titles belongs to other brands.
_ORDINARY_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class CatalogText:
    """The words of one product in one language.

    Attributes:
        texts: title and category names.
        values: values of attributes other than the brand.
        description: teaches parts of compounds only.
        brands: the product's brand values.
    """

    language: str
    texts: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    description: str = ""
    brands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageLexicon:
    """The words of one language: in how many products each stands, and its analysis.

    Attributes:
        counts: words of titles, categories and attribute values.
        part_counts: further words, of descriptions alone; parts of compounds, never completions.
        table: the analysis of every word in `counts`.
    """

    counts: dict[str, int]
    part_counts: dict[str, int]
    table: dict[str, AnalyzedToken]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A catalogue's vocabulary; frozen, equal for equal catalogues, whatever their order.

    Attributes:
        languages: by primary subtag.
        brands: words of brand values, never split.
        brand_names: those of them that are no ordinary words beside; never stemmed either.
        overrides: what the merchant laid down about single words, in every language.
        version: hash of the content; index and query have to use the same.
    """

    languages: dict[str, LanguageLexicon] = field(default_factory=dict)
    brands: frozenset[str] = frozenset()
    brand_names: frozenset[str] = frozenset()
    overrides: Overrides = field(default_factory=Overrides)
    version: str = ""

    @classmethod
    def build(cls, texts: Iterable[CatalogText], overrides: Overrides | None = None) -> Self:
        """Learn from every product of a catalogue, and analyse its vocabulary."""
        census = _Census()
        for text in texts:
            census.add(text)
        brands = frozenset(census.brands)
        names = frozenset(word for word in brands if census.is_only_a_brand(word))
        empty = cls({}, brands, names, overrides or Overrides())
        languages = {
            code: empty.analyzed(code, counts, census.part_counts(code))
            for code, counts in sorted(census.words.items())
        }
        lexicon = replace(empty, languages=languages)
        return replace(lexicon, version=sha256(lexicon.to_bytes()).hexdigest()[:16])

    def analyzed(self, code: str, counts: Mapping[str, int], part_counts: Mapping[str, int]) -> LanguageLexicon:
        """Analyse a vocabulary of one language."""
        analyzer = self.word_analyzer(make_language(code), {**part_counts, **counts})
        table = {word: analyzer.analyze(raw_token(word)) for word in sorted(counts)}
        return LanguageLexicon(dict(counts), dict(part_counts), table)

    def word_analyzer(self, language: Language, counts: Mapping[str, int]) -> WordAnalyzer:
        """Join a language and counted words to what analyses a word, the brands and overrides respected."""
        rules, overridden = language.compounds, OverriddenWords(self.overrides, language.stem)
        splitter = Splitter(rules, Vocabulary(counts, rules, self.overrides.words)) if rules else None
        unsplit, unstemmed = (names.difference(self.overrides.splits) for names in (self.brands, self.brand_names))
        decompounder = Decompounder(splitter, overridden, unsplit, language.stem)
        return WordAnalyzer(language, Spellings(counts, language), decompounder, unstemmed)

    def to_bytes(self) -> bytes:
        """Serialise; equal lexicons give equal bytes."""
        return msgspec.msgpack.Encoder(order="deterministic").encode(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        return msgspec.msgpack.decode(data, type=cls)


class _Census:
    """Counts words over a catalogue in one pass."""

    def __init__(self) -> None:
        self.words: dict[str, Counter[str]] = {}
        self.brands: set[str] = set()
        self._descriptions: dict[str, Counter[str]] = {}
        self._beside_brand: Counter[str] = Counter()
        self._values: set[str] = set()

    def add(self, text: CatalogText) -> None:
        """Count every word of a product once."""
        code = primary_subtag(text.language)
        values = _words(text.values)
        words = _words(text.texts) | values
        brands = _words(text.brands)
        self.words.setdefault(code, Counter()).update(words)
        self._descriptions.setdefault(code, Counter()).update(_words((text.description,)) - words)
        self._beside_brand.update(brands & words)
        self._values |= values
        self.brands |= brands

    def part_counts(self, code: str) -> dict[str, int]:
        """Give the words that only descriptions have, and more than a few of them."""
        known = self.words[code]
        counts = self._descriptions[code].items()
        return {word: count for word, count in counts if count >= _MIN_DESCRIPTIONS and word not in known}

    def is_only_a_brand(self, word: str) -> bool:
        """Tell whether a brand's word means nothing else: Wolfskin does, Braun and Only may not."""
        everywhere = sum(counts[word] for counts in self.words.values())
        elsewhere = everywhere - self._beside_brand[word]
        return word not in self._values and elsewhere <= _ORDINARY_SHARE * everywhere


def _words(texts: Iterable[str]) -> set[str]:
    """Give the words in which a vocabulary counts; numbers and model names are no words."""
    tokens = (token for text in texts for token in tokenise(normalise(text)))
    return {token.surface for token in tokens if "".join(token.pieces).isalpha()}
