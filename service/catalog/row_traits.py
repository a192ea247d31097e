"""Reads what products are like off their rows: values, title words and price band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from service.catalog.growing import Growing
from service.catalog.row import RowRecord, price_band
from service.catalog.traits import Traits

# A size, a language and being in stock make nothing alike.
NO_TRAITS = frozenset({"size", "language", "availability"})
WORD, PRICE_BAND = "word", "price_band"
_NONE = -1


class RowTraits:
    """Lays down the traits of products as rows arrive.

    Attributes:
        traits: of all of them.
    """

    def __init__(self) -> None:
        self.traits = Traits()
        self._of_value = Growing(np.int32)

    def append(self, records: Sequence[RowRecord]) -> None:
        """Read rows in their published order, of each product the last; what ends keeps its traits."""
        for record in records:
            self._of_value.extend(
                [_NONE if key in NO_TRAITS else self.traits.number((key, value)) for key, value in record.new_values]
            )
        described = list({record.product_index: record for record in records if not record.ended}.values())
        own = [self._own(record) for record in described]
        codes = [np.frombuffer(record.codes, np.int32) for record in described]
        n_own, n_codes = ([len(each) for each in several] for several in (own, codes))
        of_values = self._of_value.view()[np.concatenate([np.zeros(0, np.int32), *codes])]
        numbers = np.concatenate([np.array([trait for each in own for trait in each], np.int32), of_values])
        places = np.arange(len(described))
        owner = np.concatenate([np.repeat(places, n_own), np.repeat(places, n_codes)])
        kept = np.flatnonzero(numbers >= 0)
        order = kept[np.argsort(owner[kept], kind="stable")]
        products = np.array([record.product_index for record in described], np.int32)
        self.traits.add(products, np.bincount(owner[order], minlength=places.size), numbers[order])

    def _own(self, record: RowRecord) -> list[int]:
        """The traits of a row that are not among its values."""
        banded = [] if record.price is None else [(PRICE_BAND, price_band(record.price))]
        return [self.traits.number(named) for named in (*((WORD, term) for term in record.terms), *banded)]
