"""Where words are at home: the categories whose products are called by them, learned from the whole catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

import msgspec

# Of fewer products, a title or two says nothing about the category.
_FEWEST_PRODUCTS = 10
_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Homes:
    """The words that products of a category are called by, beside those of its name; frozen.

    Attributes:
        by_leaf: name of a leaf category to stems, in order.
    """

    by_leaf: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, leaves: Iterable[str]) -> set[str]:
        """The stems at home in any of these categories."""
        return {stem for name in leaves for stem in self.by_leaf.get(name, ())}

    def to_bytes(self) -> bytes:
        """Serialise; equal homes give equal bytes."""
        return msgspec.msgpack.Encoder(order="deterministic").encode(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises msgspec.DecodeError on anything else."""
        return msgspec.msgpack.decode(data, type=cls)


class HomeCensus:
    """Counts the whole words of titles by category. Heads that stand by themselves nowhere need no home."""

    def __init__(self) -> None:
        self._n_products: Counter[str] = Counter()
        self._words: dict[str, Counter[str]] = {}

    def add(self, stems: Collection[str], leaves: Iterable[str]) -> None:
        """Count a product, once for each of its leaf categories."""
        for name in dict.fromkeys(leaves):
            self._n_products[name] += 1
            self._words.setdefault(name, Counter()).update(set(stems))

    def homes(self, heads: Collection[str]) -> Homes:
        """The words at home in each category: those of at least 3 % of its products, of 10 or more.

        Args:
            heads: stems that compounds of the catalogue end in; others are of no use.
        """
        found: dict[str, tuple[str, ...]] = {}
        for name, n_products in sorted(self._n_products.items()):
            if n_products >= _FEWEST_PRODUCTS:
                common = (stem for stem, n in self._words[name].items() if n >= _SHARE * n_products)
                found[name] = tuple(sorted(stem for stem in common if stem in heads))
        return Homes({name: stems for name, stems in found.items() if stems})
