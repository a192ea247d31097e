"""The next best values for a word, learned by counting: the family of a shade, and what all products with a word are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from service.query.parsed import FacetToken

COLOR = "color"
# What else products are, whatever their kind; a brand's series or a kind of thing would make poor other names.
ALIASED = (COLOR, "material", "pattern")
_FAMILY_SHARE = 0.8
_ALIAS_SHARE = 0.97
# Nothing that most products are tells anything of a word.
_COMMONPLACE_SHARE = 0.5
_MIN_PRODUCTS, FEWEST_PRODUCTS, _OF_PRODUCTS = 20, 5, 50
_MIN_KINDS, _FEWEST_KINDS, _OF_KINDS = 6, 3, 10


class FamilyCensus:
    """Counts the colours of products, and tells which are shades of which."""

    def __init__(self) -> None:
        self._families: Counter[tuple[str, str]] = Counter()
        self._shades: Counter[str] = Counter()

    def add(self, shades: Collection[str], families: Collection[str]) -> None:
        """Count a product's colours, and the families that it says they belong to."""
        self._shades.update(set(shades))
        self._families.update((shade, family) for shade in set(shades) for family in set(families) if shade != family)

    def families(self) -> dict[str, str]:
        """Give the family of each shade: what at least four fifths of its products say."""
        return {
            shade: family
            for (shade, family), n in sorted(self._families.items())
            if n >= _FAMILY_SHARE * self._shades[shade]
        }


class AliasCensus:
    """Counts products by the words of their titles, and tells which words are other names of values."""

    def __init__(self) -> None:
        self._n_products = 0
        self._n_with: Counter[tuple[str, str]] = Counter()
        self._n_filled: Counter[str] = Counter()
        self._words_with: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._words_filled: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._words_of_kind: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, words: Collection[str], values: Mapping[str, Collection[str]], kinds: Collection[str]) -> None:
        """Count a product's title.

        Args:
            words: its stems.
            values: slot to what the product carries.
            kinds: what kinds of thing it is.
        """
        self._n_products += 1
        told = set(words)
        for kind in kinds:
            self._words_of_kind[kind].update(told)
        for slot in ALIASED:
            if carried := set(values.get(slot, ())):
                self._n_filled[slot] += 1
                self._words_filled[slot].update(told)
            for value in carried:
                self._n_with[slot, value] += 1
                self._words_with[slot, value].update(told)

    def aliases(self) -> dict[str, tuple[FacetToken, ...]]:
        """Give words whose products carry one value in 97 % of cases, in enough products and kinds of things.

        Enough are twenty products and six kinds; in small shops a fiftieth of the products and a tenth of the kinds.
        """
        n_enough = max(FEWEST_PRODUCTS, min(_MIN_PRODUCTS, self._n_products // _OF_PRODUCTS))
        n_kinds = max(_FEWEST_KINDS, min(_MIN_KINDS, len(self._words_of_kind) // _OF_KINDS))
        found: dict[str, list[FacetToken]] = {}
        for (slot, value), words in sorted(self._words_with.items()):
            if self._n_with[slot, value] > _COMMONPLACE_SHARE * self._n_filled[slot]:
                continue
            for word, n in sorted(words.items()):
                is_told = n >= n_enough and n >= _ALIAS_SHARE * self._words_filled[slot][word]
                if is_told and sum(word in said for said in self._words_of_kind.values()) >= n_kinds:
                    found.setdefault(word, []).append(FacetToken(slot, value))
        return {word: tuple(tokens) for word, tokens in sorted(found.items())}
