"""Which class speaks for which language; a new language is one class and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from service.analysis.german import German
from service.analysis.languages import English, Language, Plain, primary_subtag

_LANGUAGES: Mapping[str, Callable[[], Language]] = MappingProxyType({"de": German, "en": English})


def make_language(language_code: str) -> Language:
    """Give the language of a BCP 47 code; one without tables of its own is read plainly."""
    return _LANGUAGES.get(primary_subtag(language_code), Plain)()
