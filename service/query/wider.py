"""The next best values for a word, learned by counting: the family of a shade, and what all products with a word are."""

from __future__ import annotations

from collections import Counter
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
        self._kinds: set[str] = set()
        self._values: Counter[FacetToken] = Counter()
        self._filled: Counter[str] = Counter()
        self._beside: Counter[tuple[str, FacetToken]] = Counter()
        self._said: Counter[tuple[str, str]] = Counter()
        self._kinds_of: dict[str, set[str]] = {}

    def add(self, words: Collection[str], values: Mapping[str, Collection[str]], kinds: Collection[str]) -> None:
        """Count a product's title.

        Args:
            words: its stems.
            values: slot to what the product carries.
            kinds: what kinds of thing it is.
        """
        self._n_products += 1
        self._kinds.update(kinds)
        carried = [FacetToken(slot, value) for slot in ALIASED for value in set(values.get(slot, ()))]
        slots = {token.slot for token in carried}
        self._values.update(carried)
        self._filled.update(slots)
        for word in set(words):
            self._said.update((word, slot) for slot in slots)
            self._beside.update((word, token) for token in carried)
            known = self._kinds_of.setdefault(word, set())
            if len(known) < _MIN_KINDS:
                known.update(kinds)

    def aliases(self) -> dict[str, tuple[FacetToken, ...]]:
        """Give words whose products carry one value in 97 % of cases, in enough products and kinds of things.

        Enough are twenty products and six kinds; in small shops a fiftieth of the products and a tenth of the kinds.
        """
        n_products = max(FEWEST_PRODUCTS, min(_MIN_PRODUCTS, self._n_products // _OF_PRODUCTS))
        n_kinds = max(_FEWEST_KINDS, min(_MIN_KINDS, len(self._kinds) // _OF_KINDS))
        found: dict[str, list[FacetToken]] = {}
        for (word, token), n in sorted(self._beside.items(), key=lambda item: (item[0][0], -item[1], item[0][1].value)):
            is_told = n >= max(n_products, _ALIAS_SHARE * self._said[word, token.slot])
            is_telling = self._values[token] <= _COMMONPLACE_SHARE * self._filled[token.slot]
            if is_told and is_telling and len(self._kinds_of[word]) >= n_kinds:
                found.setdefault(word, []).append(token)
        return {word: tuple(tokens) for word, tokens in found.items()}
