"""Why a product is shown, in German."""

from __future__ import annotations

from collections.abc import Mapping

from service.answers import ReasonKind
from service.usecases.reason_texts.wording import Wording

TEXTS: Mapping[ReasonKind, Wording] = {
    ReasonKind.VIEWED: Wording("Weil du „{}“ angesehen hast", "Passt zu dem, was du angesehen hast"),
    ReasonKind.NOTED: Wording("Weil du dir „{}“ gemerkt hast", "Passt zu dem, was du dir gemerkt hast"),
    ReasonKind.IN_BASKET: Wording("Weil du „{}“ in den Warenkorb gelegt hast", "Passt zu deinem Warenkorb"),
    ReasonKind.BOUGHT: Wording("Weil du „{}“ gekauft hast", "Passt zu dem, was du gekauft hast"),
    ReasonKind.SIZE: Wording("In deiner Größe {}", "In deiner Größe"),
    ReasonKind.COLOR: Wording("In {}, wie vieles, was du dir ansiehst", "In deiner Farbe"),
    ReasonKind.BRAND: Wording("Von {}, wie vieles, was du dir ansiehst", "Von deiner Marke"),
    ReasonKind.VIEWED_BEFORE: Wording("", "Zuletzt angesehen"),
    ReasonKind.BOUGHT_BEFORE: Wording("", "Schon einmal gekauft"),
    ReasonKind.LIKE: Wording("Ähnlich wie „{}“", "Ähnlich"),
    ReasonKind.ALSO_VIEWED: Wording("Wer „{}“ ansah, sah auch das an", "Wird oft zusammen angesehen"),
    ReasonKind.ALSO_BOUGHT: Wording("Wird oft zusammen mit „{}“ gekauft", "Wird oft zusammen gekauft"),
    ReasonKind.WANTED: Wording("", "Gerade gefragt"),
    ReasonKind.POPULAR: Wording("", "Beliebt"),
    ReasonKind.NEW: Wording("", "Neu"),
    ReasonKind.REDUCED: Wording("{} % günstiger", "Reduziert"),
}
