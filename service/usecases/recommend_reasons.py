"""Why each hit of a recommendation is shown: its strongest parts, and the product that led to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.answers import Reason, ReasonKind
from service.candidates.sources import SOURCES_OF
from service.catalog.columns import Columns
from service.ranking.score import Scores
from service.types import Placement, ProductId
from service.usecases.person import Person
from service.usecases.recommend_candidates import LIKENESS
from service.usecases.recommend_origins import Origins, leading
from service.usecases.recommend_scope import Scope

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

MAX_REASONS = 2
_TOLD_FROM: Mapping[str, float] = {"demand": 0.4, "popularity": 0.2}
_TOLD_FROM_USUALLY = 0.15
_IMPERSONAL = {
    "demand": Reason(ReasonKind.WANTED),
    "trending": Reason(ReasonKind.WANTED),
    "popular": Reason(ReasonKind.POPULAR),
    "popularity": Reason(ReasonKind.POPULAR),
    "fresh": Reason(ReasonKind.NEW),
}
_SLOTS = {
    "slot.size": ReasonKind.SIZE,
    "slot.color": ReasonKind.COLOR,
    "slot.brand": ReasonKind.BRAND,
}
# What several parts say together: that a product led here.
_LED = "led"
_NO_PRODUCT = ProductId("")
# That the factors of two products are near is nothing that anybody did, nor would see of them.
_UNTOLD = frozenset({"akin", *_IMPERSONAL})
_LED_BY_PAGE = frozenset({LIKENESS, *(name for sources in SOURCES_OF.values() for name in sources)}) - _UNTOLD
# What one leans to in category was led to by the products of that category.
_LED_BY_VISITOR = _LED_BY_PAGE | {"slot.category"}
_OF_PAGE = {"bought": ReasonKind.ALSO_BOUGHT, LIKENESS: ReasonKind.LIKE}
_ALWAYS = {
    Placement.BUY_AGAIN: ReasonKind.BOUGHT_BEFORE,
    Placement.RECENTLY_VIEWED: ReasonKind.VIEWED_BEFORE,
    Placement.ON_SALE: ReasonKind.REDUCED,
}


@dataclass(frozen=True, slots=True)
class _Led:
    """What led to each hit; all of length n.

    Attributes:
        amounts: what the parts that lead here from one product add, shape (n,).
        names: of the largest of them.
        origins: the product, "" where none is known.
    """

    amounts: Float64
    names: Sequence[str]
    origins: Sequence[ProductId]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the reasons of an answer are made of, hit by hit.

    Attributes:
        rows: of the hits.
        values: slot -> the value of each hit to which the visitor leans most.
    """

    rows: Sequence[int]
    values: Mapping[str, Sequence[str]]
    led: _Led
    origins: Origins
    scope: Scope

    def reasons(self, place: int, names: Iterable[str]) -> tuple[Reason, ...]:
        """Those of one hit, from the names of its parts, the strongest first."""
        kinds: dict[ReasonKind, Reason] = {}
        for reason in self._possible(place, names):
            kinds.setdefault(reason.kind, reason)
            if len(kinds) == MAX_REASONS:
                break
        return tuple(kinds.values())

    def _possible(self, place: int, names: Iterable[str]) -> Iterator[Reason]:
        if self.scope.placement in _ALWAYS:
            yield self._always(self.rows[place])
        for name in names:
            if name in _IMPERSONAL:
                yield _IMPERSONAL[name]
            elif name in _SLOTS:
                yield Reason(_SLOTS[name], value=self.values[name][place])
            else:
                yield self._led_here(place)

    def _led_here(self, place: int) -> Reason:
        """By what the visitor did with the product that led here; or, if it stands on the page, by what joins the two."""
        origin = self.led.origins[place]
        if origin == self.scope.snapshot.index.columns.id(self.rows[place]):
            return Reason(ReasonKind.VIEWED_BEFORE)
        joined_by = _OF_PAGE.get(self.led.names[place], ReasonKind.ALSO_VIEWED)
        return Reason(self.origins.deeds.get(origin, joined_by), origin)

    def _always(self, row: int) -> Reason:
        """What every hit of a placement has in common."""
        kind = _ALWAYS[self.scope.placement]
        if kind is not ReasonKind.REDUCED:
            return Reason(kind)
        return Reason(kind, value=f"{self.scope.snapshot.index.columns.numbers['discount'][row]:.0f}")


def reasons_of(rows: Int32, scores: Scores, origins: Origins, person: Person, scope: Scope) -> list[tuple[Reason, ...]]:
    """Why each row is shown: at most MAX_REASONS reasons by its parts, the strongest first, each kind once.

    Only parts of the visitor tell of the visitor, so whoever is not known is told nothing of a history.
    """
    led = _led(rows, scores, origins, scope)
    columns = scope.snapshot.index.columns
    values = {
        name: _best_values(name.removeprefix("slot."), rows, person, columns) for name in _SLOTS.keys() & scores.names
    }
    told = _Told(rows.tolist(), values, led, origins, scope)
    return [told.reasons(place, names) for place, names in enumerate(_telling(scores, led))]


def _best_values(slot: str, rows: Int32, person: Person, columns: Columns) -> list[str]:
    """The value of each row to which the visitor leans most; of a row without values, any."""
    codes, by_code = columns.slots[slot].codes[rows], person.affinities[slot].by_code
    strongest = by_code.take(codes, mode="wrap").argmax(axis=1)
    return [columns.slots[slot].names[code] for code in codes[np.arange(rows.size), strongest].tolist()]


def _led(rows: Int32, scores: Scores, origins: Origins, scope: Scope) -> _Led:
    """By all parts that lead to a hit from one product.

    Where nothing names what led here, it is still true that something on the page did; elsewhere nothing is told then.
    """
    leads = _LED_BY_PAGE if origins.on_page else _LED_BY_VISITOR
    columns = [column for column, name in enumerate(scores.names) if name in leads]
    if not columns or not rows.size:
        return _Led(np.zeros(rows.size), [_LED] * rows.size, [_NO_PRODUCT] * rows.size)
    parts = scores.values[:, columns]
    amounts = parts.sum(axis=1)
    names = [scores.names[columns[largest]] for largest in parts.argmax(axis=1).tolist()]
    told = np.flatnonzero(amounts >= _TOLD_FROM_USUALLY)
    from_rows = np.full(rows.size, -1, np.int32)
    from_rows[told] = leading(rows[told], [names[place] for place in told.tolist()], origins, scope.snapshot)
    if not origins.on_page:
        amounts[from_rows < 0] = 0.0
    id_of = scope.snapshot.index.columns.id
    return _Led(amounts, names, [id_of(row) if row >= 0 else _NO_PRODUCT for row in from_rows.tolist()])


def _telling(scores: Scores, led: _Led) -> Iterator[list[str]]:
    """Of each hit the names of what is worth telling, the strongest first; _LED is one of them."""
    columns = [column for column, name in enumerate(scores.names) if name in _IMPERSONAL or name in _SLOTS]
    names = [*(scores.names[column] for column in columns), _LED]
    amounts = np.column_stack([scores.values[:, columns], led.amounts])
    amounts[amounts < [_TOLD_FROM.get(name, _TOLD_FROM_USUALLY) for name in names]] = 0.0
    # Of equal ones that of the greater name comes first.
    by_name = np.array(sorted(range(len(names)), key=names.__getitem__, reverse=True))
    order = by_name[np.argsort(-amounts[:, by_name], axis=1, kind="stable")]
    for strongest, n in zip(order.tolist(), np.count_nonzero(amounts, axis=1).tolist(), strict=True):
        yield [names[column] for column in strongest[:n]]
