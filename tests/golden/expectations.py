"""What an answer has to look like, as sentences over the properties of products."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from service.answers import SearchResult
from service.limits import MAX_PAGE_SIZE
from service.types import Event, SearchQuery, VisitorId
from tests.harness.fixture_shop import Goods, fixture_goods, goods_by_id
from tests.harness.indexed import ANNA, IndexedShop

PAGE = 24
COMPARED = 48
SAME_SHARE = 0.95
LAST_RUNG = 7


@dataclass(frozen=True, slots=True)
class Trait:
    """A property of products, in words; `&`, `|` and `~` combine them."""

    words: str
    holds: Callable[[Goods], bool]

    def __and__(self, other: Trait) -> Trait:
        return Trait(f"{self.words} {other.words}", lambda goods: self.holds(goods) and other.holds(goods))

    def __or__(self, other: Trait) -> Trait:
        return Trait(f"{self.words} or {other.words}", lambda goods: self.holds(goods) or other.holds(goods))

    def __invert__(self) -> Trait:
        return Trait(f"other than {self.words}", lambda goods: not self.holds(goods))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the fixture shop in its situation, and the answer to all of its pages."""

    shop: IndexedShop
    query: SearchQuery
    history: Sequence[Event]
    first: SearchResult
    goods: tuple[Goods, ...]

    def again(self, text: str) -> Asked:
        """The same situation with another query."""
        return ask(self.shop, replace(self.query, text=text), self.history)


Expectation = Callable[[Asked], str]
"""Gives what is wrong with an answer, or "" if nothing is."""


def ask(shop: IndexedShop, query: SearchQuery, history: Sequence[Event] = ()) -> Asked:
    """Search and page to the end."""
    # Another history is another visitor: what one leans to is remembered.
    looked_at = "-".join(product.product_id for event in history for product in event.products)
    query = replace(query, who=replace(ANNA, visitor_id=VisitorId(looked_at)), page_size=MAX_PAGE_SIZE)
    first = result = shop.search(query, history)
    ids: list[str] = []
    while result.hits:
        ids += (hit.matched_variant_id or hit.product_id for hit in result.hits)
        result = shop.search(replace(query, offset=len(ids)), history)
    return Asked(shop, query, history, first, tuple(goods_by_id()[product_id] for product_id in ids))


def leads_with(wanted: Trait) -> Expectation:
    """All such products are found, before any other."""

    def check(asked: Asked) -> str:
        missing = _groups(filter(wanted.holds, fixture_goods()))
        if not missing:
            return f"the shop has no {wanted.words}"
        for goods in asked.goods:
            if not missing:
                break
            if not wanted.holds(goods):
                return f"{len(missing)} {wanted.words} are not before {_told(goods)}"
            missing.discard(goods.group)
        return f"{len(missing)} {wanted.words} are not found" if missing else ""

    return check


def finds(wanted: Trait) -> Expectation:
    """All such products are found, wherever they stand."""

    def check(asked: Asked) -> str:
        every = {goods.group: goods for goods in fixture_goods() if wanted.holds(goods)}
        missing = every.keys() - _groups(asked.goods)
        examples = ", ".join(_told(every[group]) for group in sorted(missing)[:3])
        return (
            f"{len(missing)} of {len(every)} {wanted.words} are not found: {examples}" if missing or not every else ""
        )

    return check


def first_page_has_only(wanted: Trait) -> Expectation:
    """The first page has products, all of them such."""

    def check(asked: Asked) -> str:
        wrong = [goods for goods in asked.goods[:PAGE] if not wanted.holds(goods)]
        return _counted(wrong, f"not {wanted.words}, on page 1") if asked.goods else "nothing is found"

    return check


def starts_with(wanted: Trait, n: int) -> Expectation:
    """The first n products are such."""

    def check(asked: Asked) -> str:
        right = [goods for goods in asked.goods[:n] if wanted.holds(goods)]
        return "" if len(right) == n else f"of the first {n} only {len(right)} are {wanted.words}"

    return check


def among_first(wanted: Trait, n: int) -> Expectation:
    """At least one of the first n products is such."""

    def check(asked: Asked) -> str:
        return "" if any(map(wanted.holds, asked.goods[:n])) else f"no {wanted.words} among the first {n}"

    return check


def never_shows(unwanted: Trait) -> Expectation:
    """No such product is found, on any page."""

    def check(asked: Asked) -> str:
        return _counted(list(filter(unwanted.holds, asked.goods)), unwanted.words)

    return check


def first_page_lacks(unwanted: Trait) -> Expectation:
    """The first page has no such product."""

    def check(asked: Asked) -> str:
        return _counted(list(filter(unwanted.holds, asked.goods[:PAGE])), f"{unwanted.words}, on page 1")

    return check


def puts(better: Trait, *, before: Trait) -> Expectation:
    """Some of the better ones are found, and all of them before any of the others."""

    def check(asked: Asked) -> str:
        places = [place for place, goods in enumerate(asked.goods) if better.holds(goods)]
        if not places:
            return f"no {better.words} are found"
        too_early = [goods for goods in asked.goods[: places[-1]] if before.holds(goods) and not better.holds(goods)]
        return _counted(too_early, f"before the last of {better.words}")

    return check


def same_as(other: str) -> Expectation:
    """The other query finds the same products: 95 % of the first 48."""

    def check(asked: Asked) -> str:
        here, there = (_groups(answer.goods[:COMPARED]) for answer in (asked, asked.again(other)))
        if not here:
            return "nothing is found"
        share = len(here & there) / max(len(here), len(there))
        return "" if share >= SAME_SHARE else f"{share:.0%} of the products of “{other}”"

    return check


def same_order_as(other: str) -> Expectation:
    """The other query gives the same answer."""

    def check(asked: Asked) -> str:
        return "" if asked.goods and asked.goods == asked.again(other).goods else f"another answer than “{other}”"

    return check


def finds_something(asked: Asked) -> str:
    return "" if asked.goods else "nothing is found"


def gives_up_openly(asked: Asked) -> str:
    """Nothing is found, or only what is said not to match."""
    return "" if not asked.goods or asked.first.rung == LAST_RUNG else f"{len(asked.goods)} found"


def is_relaxed(asked: Asked) -> str:
    return "" if asked.first.rung else "the answer does not say that it was relaxed"


def is_corrected_to(text: str) -> Expectation:
    """The reply says which query it answers instead."""

    def check(asked: Asked) -> str:
        said = asked.first.corrected_query.casefold()
        return "" if said == text.casefold() else f"corrected to “{said}”"

    return check


def is_not_corrected(asked: Asked) -> str:
    said = asked.first.corrected_query
    return f"corrected to “{said}”" if said else ""


def understands(slot: str, value: str = "") -> Expectation:
    """The reply says that the query names this value, or any value, of a slot."""

    def check(asked: Asked) -> str:
        said = {(said.slot, said.value) for said in asked.first.understood}
        known = (slot, value) in said if value else any(named == slot for named, _ in said)
        return "" if known else f"understood: {sorted(said)}"

    return check


def reads_nothing_as(*slots: str) -> Expectation:
    """The reply names no value of these slots."""

    def check(asked: Asked) -> str:
        read = sorted({said.slot for said in asked.first.understood} & set(slots))
        return f"read as {', '.join(read)}" if read else ""

    return check


def _groups(goods: Iterable[Goods]) -> set[str]:
    return {one.group for one in goods}


def _told(goods: Goods) -> str:
    return f"“{goods.truth.title}” ({goods.truth.id})"


def _counted(goods: Sequence[Goods], words: str) -> str:
    return f"{len(goods)} {words}: {', '.join(map(_told, goods[:3]))}" if goods else ""
