"""Which class speaks for which language; a new language is one entry in `tables`."""

from __future__ import annotations

from service.analysis.english import English
from service.analysis.european import European
from service.analysis.german import German
from service.analysis.languages import Language, Plain, primary_subtag
from service.analysis.tables import TABLES


def make_language(language_code: str) -> Language:
    """Give the language of a BCP 47 code; one without tables of its own is read plainly."""
    code = primary_subtag(language_code)
    if code == "de":
        return German()
    if code == "en":
        return English()
    return European(TABLES[code]) if code in TABLES else Plain()
