"""Why a product is shown, in English."""

from __future__ import annotations

from collections.abc import Mapping

from service.answers import ReasonKind
from service.usecases.reason_texts.wording import Wording

TEXTS: Mapping[ReasonKind, Wording] = {
    ReasonKind.VIEWED: Wording("Because you viewed “{}”", "Goes with what you viewed"),
    ReasonKind.NOTED: Wording("Because you saved “{}”", "Goes with what you saved"),
    ReasonKind.IN_BASKET: Wording("Because you put “{}” into your basket", "Goes with your basket"),
    ReasonKind.BOUGHT: Wording("Because you bought “{}”", "Goes with what you bought"),
    ReasonKind.SIZE: Wording("In your size {}", "In your size"),
    ReasonKind.COLOR: Wording("In {}, like much of what you view", "In your colour"),
    ReasonKind.BRAND: Wording("By {}, like much of what you view", "By your brand"),
    ReasonKind.VIEWED_BEFORE: Wording("", "Recently viewed"),
    ReasonKind.BOUGHT_BEFORE: Wording("", "Bought before"),
    ReasonKind.LIKE: Wording("Similar to “{}”", "Similar"),
    ReasonKind.ALSO_VIEWED: Wording("Viewed by those who viewed “{}”", "Often viewed together"),
    ReasonKind.ALSO_BOUGHT: Wording("Often bought together with “{}”", "Often bought together"),
    ReasonKind.WANTED: Wording("", "In demand now"),
    ReasonKind.POPULAR: Wording("", "Popular"),
    ReasonKind.NEW: Wording("", "New"),
    ReasonKind.REDUCED: Wording("{} % off", "Reduced"),
}
