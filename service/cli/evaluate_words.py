"""`auslage evaluate typos` and `plurals`: lists made from the products' own words, searched by the code that serves."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from service.analysis.general import GeneralLexicon
from service.bootstrap import now_ms
from service.cli.evaluate_catalogue import AsJson, Language, MoreProducts, Products, indexed, read_catalogue
from service.cli.evaluate_report import report_plurals, report_typos
from service.cli.logs import configure_logs
from service.evaluation.catalogue_words import CatalogueWords
from service.evaluation.plurals import plural_pairs
from service.evaluation.typos import draw_typos
from service.usecases.evaluate_words import WordSearch


def evaluate_typos(
    products: Products,
    more: MoreProducts = None,
    *,
    seed: Annotated[int, typer.Option(min=0, help="Of words and typos; the same seed gives the same list.")] = 7,
    language: Language = "de",
    as_json: AsJson = False,
) -> None:
    """Misspell words of the products, search for them, and see what they are corrected to."""
    configure_logs("warning")
    catalogue = read_catalogue([*products, *(more or ())])
    with Console(stderr=True).status("indexing and searching"), indexed(catalogue, language) as snapshot:
        words = CatalogueWords(snapshot.index.analyzer, language, GeneralLexicon(language).knows)
        asking = WordSearch(snapshot, language, now_ms())
        typos = draw_typos(catalogue, words, np.random.default_rng(seed))
        judged = [asking.evaluate_typo(typo, words) for typo in typos]
    report_typos(judged, n_products=len(catalogue), seed=seed, as_json=as_json)


def evaluate_plurals(
    products: Products,
    more: MoreProducts = None,
    *,
    language: Language = "de",
    as_json: AsJson = False,
) -> None:
    """Find singulars and plurals among the products' words, and see whether either finds what the other finds."""
    configure_logs("warning")
    catalogue = read_catalogue([*products, *(more or ())])
    with Console(stderr=True).status("indexing and searching"), indexed(catalogue, language) as snapshot:
        asking = WordSearch(snapshot, language, now_ms())
        judged = [asking.evaluate_pair(pair) for pair in plural_pairs(catalogue, language)]
    report_plurals(judged, n_products=len(catalogue), as_json=as_json)
