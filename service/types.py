"""The values that travel between rooms: frozen, without behaviour that needs a clock or a store."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

ProductId = NewType("ProductId", str)
VisitorId = NewType("VisitorId", str)
UserId = NewType("UserId", str)
SessionId = NewType("SessionId", str)
Seq = NewType("Seq", int)


class Consent(StrEnum):
    """What the visitor allows. Unspecified takes the deployment's default, which is DENIED."""

    UNSPECIFIED = "unspecified"
    DENIED = "denied"
    GRANTED = "granted"


class EventType(StrEnum):
    """What a visitor did, in the words of the interface."""

    SEARCH = "search"
    DETAIL_PAGE_VIEW = "detail-page-view"
    CATEGORY_PAGE_VIEW = "category-page-view"
    HOME_PAGE_VIEW = "home-page-view"
    CLICK = "click"
    ADD_TO_CART = "add-to-cart"
    REMOVE_FROM_CART = "remove-from-cart"
    ADD_TO_WISHLIST = "add-to-wishlist"
    PURCHASE_COMPLETE = "purchase-complete"
    REFUND = "refund"
    IMPRESSION = "impression"
    NOT_INTERESTED = "not-interested"


class RefundReason(StrEnum):
    """Why a product came back, as far as it says something of the visitor."""

    TOO_SMALL = "too-small"
    TOO_LARGE = "too-large"


class Availability(StrEnum):
    """Whether a product can be bought now."""

    IN_STOCK = "IN_STOCK"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    PREORDER = "PREORDER"


class Placement(StrEnum):
    """The question a recommendation answers."""

    FOR_YOU = "FOR_YOU"
    SIMILAR = "SIMILAR"
    ALSO_VIEWED = "ALSO_VIEWED"
    BOUGHT_TOGETHER = "BOUGHT_TOGETHER"
    COMPLETE_THE_BASKET = "COMPLETE_THE_BASKET"
    TRENDING = "TRENDING"
    BUY_AGAIN = "BUY_AGAIN"
    RECENTLY_VIEWED = "RECENTLY_VIEWED"
    ON_SALE = "ON_SALE"


class Degraded(StrEnum):
    """What a reply had to leave out."""

    NO_CONSENT = "NO_CONSENT"
    NO_VISITOR = "NO_VISITOR"
    STALE = "STALE"
    NO_BUNDLE = "NO_BUNDLE"
    BUDGET = "BUDGET"


class Source(StrEnum):
    """Where a reply learned a slot value from."""

    QUERY = "QUERY"
    VISIT = "VISIT"
    HISTORY = "HISTORY"


class SuggestionSource(StrEnum):
    """Where a suggestion comes from."""

    QUERIES = "QUERIES"
    CATEGORY = "CATEGORY"
    VALUE = "VALUE"
    TITLE = "TITLE"


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """A product's text in one more language."""

    title: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeValues:
    """One attribute: texts or numbers, not both."""

    text: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """A thing for sale, as the shop describes it. Times are milliseconds since the epoch; None means not given."""

    id: ProductId
    title: str = ""
    description: str = ""
    primary_product_id: str = ""
    gtin: str = ""
    sku: str = ""
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    language_code: str = ""
    localized: dict[str, LocalizedText] = field(default_factory=dict)
    attributes: dict[str, AttributeValues] = field(default_factory=dict)
    genders: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    color_families: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    price: float | None = None
    original_price: float | None = None
    cost: float | None = None
    currency_code: str = ""
    availability: Availability = Availability.IN_STOCK
    available_quantity: int | None = None
    rating_average: float | None = None
    rating_count: int = 0
    available_time_ms: int | None = None
    expire_time_ms: int | None = None
    tags: tuple[str, ...] = ()
    uri: str = ""
    images: tuple[str, ...] = ()
    hidden: bool = False
    margin_class: str = ""
    sponsored: bool = False
    source_version: int = 0


@dataclass(frozen=True, slots=True)
class EventProduct:
    """A product in an event; price is what one piece cost."""

    product_id: ProductId
    quantity: int = 1
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a visitor did at `at_ms` (event time, milliseconds since the epoch)."""

    event_id: str
    event_type: EventType
    at_ms: int
    visitor_id: VisitorId
    session_id: SessionId = SessionId("")
    user_id: UserId = UserId("")
    products: tuple[EventProduct, ...] = ()
    search_query: str = ""
    result_count: int | None = None
    page_categories: tuple[str, ...] = ()
    attribution_token: str = ""
    consent: Consent = Consent.UNSPECIFIED
    channel: str = ""
    campaign: str = ""
    referrer: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event with its place in the ledger."""

    seq: Seq
    event: Event


@dataclass(frozen=True, slots=True)
class ProductChange:
    """A product as it stands since `seq`; `product` is None once it is deleted."""

    seq: Seq
    product_id: ProductId
    product: Product | None


@dataclass(frozen=True, slots=True)
class VisitEvent:
    """The part of an event that intent is learned from, small enough to keep by the hundred.

    `reason` is that of a refund; None for any other event and for reasons that say nothing of the visitor.
    """

    event_id: str
    event_type: EventType
    at_ms: int
    product_ids: tuple[ProductId, ...]
    session_id: SessionId
    seq: Seq
    reason: RefundReason | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is known of who asks, at one moment.

    Attributes:
        events: recent events in order of event time, then event id; oldest first.
        seq: the highest ledger seq among them, 0 if there are none.
    """

    events: tuple[VisitEvent, ...] = ()
    seq: Seq = Seq(0)


class EntryCode(StrEnum):
    """What became of one entry of a batch."""

    OK = "OK"
    DUPLICATE = "DUPLICATE"
    CONFLICT = "CONFLICT"
    STALE = "STALE"
    NOT_FOUND = "NOT_FOUND"
    INVALID = "INVALID"
    NOT_STORED = "NOT_STORED"


@dataclass(frozen=True, slots=True)
class EntryStatus:
    """The answer to one entry of a batch.

    OK was stored (or already stood so); DUPLICATE was stored before, unchanged; CONFLICT came with an id that stands for
    other content, which stays; STALE is older than what stands; NOT_STORED lacks consent.
    `field` and `message` speak when `code` is INVALID; `warnings` may stand beside OK (UNKNOWN_PRODUCT).
    """

    code: EntryCode = EntryCode.OK
    field: str = ""
    message: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteResult:
    """Per-entry answers in the order of the batch, and the highest seq at which its OK or DUPLICATE entries stand, or 0."""

    entries: tuple[EntryStatus, ...]
    seq: Seq
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class ProductPatch:
    """New values for some fields of one product. `values` holds only the fields named in `fields`."""

    product: Product
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks, and what they allow. `consent` is resolved: never UNSPECIFIED."""

    visitor_id: VisitorId = VisitorId("")
    session_id: SessionId = SessionId("")
    user_id: UserId = UserId("")
    consent: Consent = Consent.DENIED
    min_seq: Seq = Seq(0)
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class FacetSpec:
    """A wish for counts of one key's values; `limit` values at most, by count.

    `disjunctive`: counted as if the request's filter did not speak of the key.
    """

    key: str
    limit: int = 20
    disjunctive: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search request, capped and parsed. `order_by` is "", or a numeric key with " desc" or " asc"."""

    text: str
    who: Who = Who()
    language_code: str = ""
    filter: str = ""
    facets: tuple[FacetSpec, ...] = ()
    order_by: str = ""
    page_size: int = 24
    offset: int = 0
    as_you_type: bool = False
    variant_rollup: bool = True
    explain: bool = False


@dataclass(frozen=True, slots=True)
class SuggestQuery:
    """What was typed so far, capped and parsed."""

    prefix: str
    who: Who = Who()
    language_code: str = ""
    max_suggestions: int = 8
    max_hits: int = 6


@dataclass(frozen=True, slots=True)
class RecommendQuery:
    """A recommendation request, capped and parsed. `diversity` in [0, 1]: 0 orders by score alone.

    `exploration_share` of the places go to newcomers, drawn by `seed`: the deployment's choice, not the caller's.
    """

    placement: Placement
    context: tuple[ProductId, ...] = ()
    who: Who = Who()
    language_code: str = ""
    filter: str = ""
    page_size: int = 24
    diversity: float = 0.0
    explain: bool = False
    exploration_share: float = 0.0
    seed: int = 0
