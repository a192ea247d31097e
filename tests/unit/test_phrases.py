"""Phrases that a catalogue suggests, and how they are laid out for typing."""

from __future__ import annotations

import msgspec

from service.catalog.columns import ColumnsBuilder
from service.keeper.phrase_book import PhraseReader
from service.keeper.phrases import CountedPhrase, count_phrases
from service.query.beginnings import folded_beginning, one_edit_off
from service.query.synonyms import Synonyms
from service.query.understand import understand
from service.retrieval.suggestions import Completions, PhraseBook
from service.types import Product, SuggestionSource
from tests.harness.builders import product
from tests.harness.wording import analyzer, facets

READER = PhraseReader(analyzer(), facets(), Synonyms(), "de")


def _counted(*products: Product) -> dict[str, CountedPhrase]:
    return {phrase.text: phrase for phrase in count_phrases(products, analyzer(), "de").get("de", ())}


def _completions(*texts: str) -> Completions:
    book = READER.laid_out([READER.phrase(text, SuggestionSource.TITLE, 0.5) for text in texts])
    return Completions.opened(book, ColumnsBuilder().view().slots)


def _met(completions: Completions, typed: str) -> set[str]:
    met = completions.meet(folded_beginning(typed, analyzer(), "de"))
    return {completions.phrases[place].text for place in met.places}


def test_categories_values_and_their_audience_are_phrases() -> None:
    shorts = product(
        "p",
        title="Damenshorts",
        categories=("Damen > Shorts",),
        brands=("Birkenstock",),
        genders=("women",),
        age_groups=("adult",),
        color_families=("Rot",),
    )
    phrases = _counted(shorts)
    assert {
        "shorts",
        "damen shorts",
        "birkenstock",
        "birkenstock shorts",
        "shorts rot",
        "damen shorts rot",
    } <= phrases.keys()
    assert phrases["damen shorts"].source is SuggestionSource.CATEGORY
    assert phrases["birkenstock"].source is SuggestionSource.VALUE


def test_upper_categories_are_phrases_and_audiences_among_them_are_not() -> None:
    shoe = product("p", categories=("Damen > Schuhe > Damenstiefel",), genders=("women",), age_groups=("adult",))
    phrases = _counted(shoe)
    assert {"schuhe", "damen schuhe", "damenstiefel"} <= phrases.keys()
    assert not {"damen", "damen damen", "damen damenstiefel"} & phrases.keys()


def test_things_of_a_numbered_size_are_phrases_behind_those_of_a_colour() -> None:
    jeans = product("p", categories=("Jeans",), sizes=("W32/L34", "M"), color_families=("Blau",))
    counted = count_phrases([jeans], analyzer(), "de")["de"]
    assert {"jeans w32/l34", "jeans blau"} <= {phrase.text for phrase in counted}
    assert "jeans m" not in {phrase.text for phrase in counted}
    weights = {phrase.text: phrase.weight for phrase in READER.of_catalogue(counted, most=1).phrases}
    assert weights["jeans w32/l34"] < weights["jeans blau"]


def test_of_titles_come_the_words_around_the_kind_of_thing_that_several_products_share() -> None:
    titles = ("Robuste Lederjacke mit Kapuze – Modell Nordwind", "Robuste Lederjacke mit Kapuze, Modell Südwind")
    phrases = _counted(*(product(str(n), title=t, categories=("Jacken",)) for n, t in enumerate(titles)))
    assert {"lederjacke", "robuste lederjacke", "lederjacke mit kapuze"} <= phrases.keys()
    assert not {"robuste", "kapuze modell", "modell", "modell nordwind", "lederjacke mit"} & phrases.keys()
    assert phrases["lederjacke"].n_products == 2


def test_one_word_and_two_words_that_ask_for_the_same_have_one_key() -> None:
    texts = ("damenshorts", "damen shorts", "Shorts für Damen")
    phrases = [READER.phrase(text, SuggestionSource.TITLE, 1.0) for text in texts]
    assert len({phrase.key for phrase in phrases}) == 1
    assert READER.phrase("herrenshorts", SuggestionSource.TITLE, 1.0).key != phrases[0].key
    assert ("gender", "women") in phrases[0].slots


def test_a_phrase_is_read_ahead_as_a_search_for_it_is_read() -> None:
    for text in ("damenshorts", "shorts ohne kapuze", "rote lederjacke unter 50 euro"):
        book = READER.laid_out([READER.phrase(text, SuggestionSource.TITLE, 0.5)])
        published = msgspec.msgpack.decode(msgspec.msgpack.encode(book), type=PhraseBook)
        assert published.phrases[0].parsed == understand(text, "de", READER.analyzer, READER.facets, READER.synonyms)


def test_phrases_are_met_at_their_words_and_at_parts_of_compounds() -> None:
    completions = _completions("damenshorts", "shorts für herren", "lederjacke")
    assert _met(completions, "sh") == {"damenshorts", "shorts für herren"}
    assert _met(completions, "Damen sh".lower()) == {"damenshorts"}
    assert _met(completions, "für") == set()
    assert _met(completions, "jack") == {"lederjacke"}


def test_umlauts_may_be_spelled_in_two_letters_or_left_out() -> None:
    completions = _completions("küchentisch")
    assert [_met(completions, typed) for typed in ("küch", "kuech", "kuch")] == [{"küchentisch"}] * 3


def test_a_hyphen_may_be_left_out_or_typed() -> None:
    completions = _completions("t-shirt rot", "damen-t-shirt")
    for typed in ("tshir", "t-shir", "t shir", "t-shirt r", "tshirt r"):
        assert "t-shirt rot" in _met(completions, typed)
    assert "damen-t-shirt" in _met(completions, "damentsh")


def test_one_slip_is_one_edit_and_the_first_letter_stays() -> None:
    slips = set(one_edit_off("shrts", n_right=5))
    assert {"shorts", "srhts", "shrt", "shirts", "shrtz"} <= slips
    assert all(slip[0] == "s" for slip in slips)
    assert not list(one_edit_off("sh", n_right=2))
    assert not list(one_edit_off("x" * 17, n_right=17))


def test_a_slip_is_looked_for_only_as_far_as_words_begin_like_it() -> None:
    completions = _completions("shorts", "schuhe", "lederjacke")
    for typed, n_begun in (("shrts", 2), ("schhue", 3), ("lder", 1), ("shorts", 6), ("xyz", 0)):
        assert completions.n_begun(typed) == n_begun
        met = {slip for slip in one_edit_off(typed, len(typed)) if completions.meet(slip).places.size}
        assert met <= set(one_edit_off(typed, n_begun))
    assert any(completions.meet(slip).places.size for slip in one_edit_off("schhue", 3))
