"""Why each hit of a recommendation is shown: its strongest parts, and the product that led to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.answers import Hit, Reason, ReasonKind
from service.bundle.model import BOUGHT, FOLLOWS, TOGETHER
from service.candidates.sources import SOURCES_OF
from service.types import EventType, Placement, ProductId
from service.usecases.recommend_candidates import CONTENT
from service.usecases.recommend_scope import Scope
from service.usecases.recommend_visitor import Known
from service.visitor.intent import seen_products

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]

MAX_REASONS = 2
N_ORIGINS = 10
_FADE = 0.8
"""By which each newer product makes an older one a less likely origin, as the tables of relations are read."""
_TOLD_FROM: Mapping[str, float] = {"demand": 0.4, "popularity": 0.2}
_TOLD_FROM_USUALLY = 0.15
_IMPERSONAL = {
    "demand": ReasonKind.WANTED,
    "trending": ReasonKind.WANTED,
    "popular": ReasonKind.POPULAR,
    "popularity": ReasonKind.POPULAR,
    "fresh": ReasonKind.NEW,
}
_SLOTS = {
    "slot.size": ReasonKind.SIZE,
    "slot.color": ReasonKind.COLOR,
    "slot.brand": ReasonKind.BRAND,
}
_LED_BY_PAGE = frozenset({CONTENT, *(name for sources in SOURCES_OF.values() for name in sources)}) - _IMPERSONAL.keys()
# What one leans to in category was led to by the products of that category.
_LED_BY_VISITOR = _LED_BY_PAGE | {"slot.category"}
# What tells most of how much the visitor wanted the product comes last.
_DEEDS = (
    (ReasonKind.VIEWED, frozenset({EventType.DETAIL_PAGE_VIEW, EventType.CLICK})),
    (ReasonKind.NOTED, frozenset({EventType.ADD_TO_WISHLIST})),
    (ReasonKind.IN_BASKET, frozenset({EventType.ADD_TO_CART})),
    (ReasonKind.BOUGHT, frozenset({EventType.PURCHASE_COMPLETE})),
)
_OF_PAGE = {"bought": ReasonKind.ALSO_BOUGHT, CONTENT: ReasonKind.LIKE}
_VIEWED_WITH = (FOLLOWS, TOGETHER)
_TABLES: Mapping[str, tuple[str, ...]] = {"bought": (BOUGHT,)}
"""The tables of relations that bear out what a part says of the page; of all others _VIEWED_WITH."""
_ALWAYS = {
    Placement.BUY_AGAIN: ReasonKind.BOUGHT_BEFORE,
    Placement.RECENTLY_VIEWED: ReasonKind.VIEWED_BEFORE,
    Placement.ON_SALE: ReasonKind.REDUCED,
}


@dataclass(frozen=True, slots=True)
class Origins:
    """Products that may have led to others.

    Attributes:
        rows: the likeliest first, at most N_ORIGINS, shape (n,).
        deeds: what the visitor did with each; empty where they stand on the page.
        on_page: whether they do.
    """

    rows: Int32
    deeds: Mapping[ProductId, ReasonKind]
    on_page: bool = False


NO_ORIGINS = Origins(np.zeros(0, np.int32), {})


@dataclass(frozen=True, slots=True)
class _Told:
    """What the reasons of an answer are made of.

    Attributes:
        rows: of the hits, shape (n,).
        led: what the parts of each hit that lead here from one product add, and the name of the largest, shape (n,).
        leading: the product that led to each hit, "" where none is known, shape (n,).
        origins: all that may have led to them.
    """

    rows: Sequence[int]
    led: Sequence[tuple[float, str]]
    leading: Sequence[ProductId]
    origins: Origins
    known: Known
    scope: Scope


def of_page(scope: Scope) -> Origins:
    """The products of the page or the basket."""
    return Origins(scope.context[:N_ORIGINS], {}, on_page=True)


def of_visitor(known: Known) -> Origins:
    """What the visitor touched, newest first; of each product the deed that told most."""
    deeds: dict[ProductId, ReasonKind] = {}
    for kind, event_types in _DEEDS:
        deeds |= dict.fromkeys(seen_products(known.events, event_types), kind)
    return Origins(known.touched[:N_ORIGINS], deeds)


def with_reasons(hits: Sequence[Hit], origins: Origins, known: Known, scope: Scope) -> tuple[Hit, ...]:
    """The hits, each with at most MAX_REASONS reasons: by its parts, the strongest first, each kind once.

    Only parts of the visitor tell of the visitor, so whoever is not known is told nothing of a history.
    """
    columns = scope.snapshot.index.columns
    rows = [columns.row(hit.product_id) for hit in hits]
    led = [_led_by(hit, _LED_BY_PAGE if origins.on_page else _LED_BY_VISITOR) for hit in hits]
    leading = _leading(np.array(rows, np.int32), [name for _, name in led], origins, scope)
    ids = [columns.id(row) if row >= 0 else ProductId("") for row in leading]
    told = _Told(rows, led, ids, origins, known, scope)
    reasons = [_reasons(hit, place, told) for place, hit in enumerate(hits)]
    return tuple(replace(hit, reasons=why) if why else hit for hit, why in zip(hits, reasons, strict=True))


def _reasons(hit: Hit, place: int, told: _Told) -> tuple[Reason, ...]:
    reasons: dict[ReasonKind, Reason] = {}
    for reason in _possible(hit, place, told):
        reasons.setdefault(reason.kind, reason)
        if len(reasons) == MAX_REASONS:
            break
    return tuple(reasons.values())


def _possible(hit: Hit, place: int, told: _Told) -> Iterator[Reason]:
    if told.scope.placement in _ALWAYS:
        yield _always(told.rows[place], told.scope)
    for _, name in sorted(_telling(hit, place, told), reverse=True):
        if name in _IMPERSONAL:
            yield Reason(_IMPERSONAL[name])
        elif name in _SLOTS:
            yield Reason(_SLOTS[name], value=_best_value(name.removeprefix("slot."), told.rows[place], told))
        else:
            yield _led(name, told.leading[place], hit, told)


def _led_by(hit: Hit, leading: frozenset[str]) -> tuple[float, str]:
    """What all parts that lead here from one product add, and the name of the largest."""
    parts = [(part.value, part.name) for part in hit.parts if part.name in leading]
    return sum(value for value, _ in parts), max(parts, default=(0.0, ""))[1]


def _telling(hit: Hit, place: int, told: _Told) -> list[tuple[float, str]]:
    """The parts that are worth telling, in no order; what leads here is one of them.

    Where nothing names what led here, it is still true that something on the page did.
    """
    telling = [
        (value, name)
        for name, value in hit.parts
        if (name in _IMPERSONAL or name in _SLOTS) and value >= _TOLD_FROM.get(name, _TOLD_FROM_USUALLY)
    ]
    led = told.led[place]
    if (told.leading[place] or told.origins.on_page) and led[0] >= _TOLD_FROM_USUALLY:
        telling.append(led)
    return telling


def _led(name: str, origin: ProductId, hit: Hit, told: _Told) -> Reason:
    """By what the visitor did with the product that led here; or, if it stands on the page, by what joins the two."""
    if origin == hit.product_id:
        return Reason(ReasonKind.VIEWED_BEFORE)
    return Reason(told.origins.deeds.get(origin) or _OF_PAGE.get(name, ReasonKind.ALSO_VIEWED), origin)


def _always(row: int, scope: Scope) -> Reason:
    """What every hit of a placement has in common."""
    kind = _ALWAYS[scope.placement]
    if kind is not ReasonKind.REDUCED:
        return Reason(kind)
    return Reason(kind, value=f"{scope.snapshot.index.columns.numbers['discount'][row]:.0f}")


def _best_value(slot: str, row: int, told: _Told) -> str:
    """The value of a row to which the visitor leans most."""
    column, affinity = told.scope.snapshot.index.columns.slots[slot], told.known.affinities[slot]
    codes = column.codes[row][column.codes[row] >= 0]
    return column.names[int(codes[np.argmax(affinity.by_code[codes])])]


def _leading(rows: Int32, names: Sequence[str], origins: Origins, scope: Scope) -> list[int]:
    """Of products, newest first, the one that leads most to each hit; -1 where none does. `names`: of its largest part."""
    if not origins.rows.size or not rows.size:
        return [-1] * rows.size
    said = _said_of_page(rows, names, origins, scope) if origins.on_page else _said_of_visitor(rows, origins, scope)
    said *= np.power(_FADE, np.arange(origins.rows.size))[:, None]
    leading: list[int] = np.where(said.any(axis=0), origins.rows[said.argmax(axis=0)], -1).tolist()
    return leading


def _said_of_page(rows: Int32, names: Sequence[str], origins: Origins, scope: Scope) -> Float64:
    """How much each pair is what the reason will say of it, shape (n_origins, n_rows): bought together, viewed, or alike."""
    said, of = np.zeros((origins.rows.size, rows.size)), np.array(names)
    for name in set(names):
        theirs = rows[of == name]
        said[:, of == name] = (
            _sharing(theirs, origins.rows, scope)
            if name == CONTENT
            else _related(theirs, origins.rows, _TABLES.get(name, _VIEWED_WITH), scope)
        )
    return said


def _said_of_visitor(rows: Int32, origins: Origins, scope: Scope) -> Float64:
    """By the tables of relations; where they say nothing, by the values that the two share, shape (n_origins, n_rows)."""
    said = _related(rows, origins.rows, _VIEWED_WITH, scope)
    silent = ~said.any(axis=0)
    said[:, silent] = _sharing(rows[silent], origins.rows, scope)
    return said


def _related(rows: Int32, origins: Int32, tables: Sequence[str], scope: Scope) -> Float64:
    """What the tables say of each pair, each as a share of its origin's sum, shape (n_origins, n_rows)."""
    snapshot, related = scope.snapshot, np.zeros((origins.size, rows.size))
    if snapshot.bundle is None:
        return related
    items, of = (snapshot.item_of[snapshot.index.columns.product_index[each]] for each in (rows, origins))
    known = np.flatnonzero(of >= 0)
    for name in tables:
        table = snapshot.bundle.model.tables[name]
        scores = table.scores[of[known]]
        shares = scores / np.maximum(scores.sum(axis=1, keepdims=True), 1e-9)
        # A newcomer, -1, is not what stands where relations end.
        is_hit = table.items[of[known]][:, :, None] == np.where(items >= 0, items, -2)
        related[known] += (shares[:, :, None] * is_hit).sum(axis=1)
    return related


def _sharing(rows: Int32, origins: Int32, scope: Scope) -> Float64:
    """How many slots have a value in common, the leaf category before all others, shape (n_origins, n_rows)."""
    shared = np.zeros((origins.size, rows.size))
    for slot, column in scope.snapshot.index.columns.slots.items():
        ours, theirs = column.codes[origins][:, None, :, None], column.codes[rows][None, :, None, :]
        shared += ((ours == theirs) & (ours >= 0)).any(axis=(2, 3)) * (10.0 if slot == "category" else 1.0)
    return shared
