"""The names of Google Merchant attributes, as feeds write them: in English or German, with spaces or underscores."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_BETWEEN = re.compile(r"[\s_-]+")
# Putting the accents of one letter in order takes the square of their number; no name of Google's is as long.
_MAX_CHARS = 256


def attribute_name(written: str) -> str:
    """Return the name as Google's specification spells it: image_link for "g:image_link", "Image link" and "Bildlink".

    What is too long to be one of its names is returned as it is written.
    """
    if len(written) > _MAX_CHARS:
        return written
    name = _plain(written.strip().removeprefix("g:"))
    return _OTHER_NAMES.get(name, name)


def _plain(name: str) -> str:
    return _BETWEEN.sub("_", unicodedata.normalize("NFC", name).casefold())


_OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        _plain(other): name
        for name, others in {
            "title": "Titel",
            "description": "Beschreibung|summary|content",
            "link": "URL",
            "image_link": "Bildlink",
            "additional_image_link": "zusätzlicher Bildlink|zusätzliche Bildlinks|additional image links",
            "availability": "Verfügbarkeit",
            "availability_date": "Verfügbarkeitsdatum",
            "expiration_date": "Verfallsdatum|Ablaufdatum",
            "price": "Preis",
            "sale_price": "Sonderangebotspreis|Sale-Preis",
            "sale_price_effective_date": "Sonderangebotszeitraum|Sale-Zeitraum",
            "cost_of_goods_sold": "Selbstkosten|Herstellungskosten|Einkaufspreis",
            "brand": "Marke",
            "gtin": "EAN|UPC|ISBN",
            "mpn": "Herstellernummer|Teilenummer",
            "google_product_category": "Google Produktkategorie",
            "product_type": "Produkttyp",
            "item_group_id": "Artikelgruppe|Artikelgruppen-ID|Produktgruppe|item group",
            "condition": "Zustand",
            "gender": "Geschlecht",
            "age_group": "Altersgruppe",
            "color": "Farbe|colour",
            "size": "Größe",
            "size_type": "Größentyp",
            "size_system": "Größensystem",
            "pattern": "Muster",
            "product_detail": "Produktdetail|Produktdetails|product details",
            "energy_efficiency_class": "Energieeffizienzklasse",
            "quantity": "Menge|Bestand",
            **{f"custom_label_{digit}": f"benutzerdefiniertes Label {digit}" for digit in range(5)},
        }.items()
        for other in others.split("|")
    }
)
