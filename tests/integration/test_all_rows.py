"""All matches of a query as rows, however many there are."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import tantivy
from tantivy import Query

from service.limits import MAX_RESULT_WINDOW
from service.retrieval.lexical import LexicalIndex
from service.retrieval.schema import ROW, ROW_BIT, ROW_BITS, build_schema
from tests.harness.builders import product
from tests.harness.indexed import IndexedShop

N_PRODUCTS = MAX_RESULT_WINDOW + 400
# More blocks of rows than one aggregation of the index may have buckets.
N_BLOCKS = 66_000


def test_every_match_is_told_once_also_beyond_ten_thousand(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    brands = [rng.choice(("Nordlicht", "Seestern")) if rng.random() < 0.2 else "Lindholz" for _ in range(N_PRODUCTS)]
    products = [
        product(f"p{n}", title="", brands=(brand,), primary_product_id=f"group{n // 4}")
        for n, brand in enumerate(brands)
    ]
    with IndexedShop(tmp_path, products) as shop:
        for n in rng.sample(range(N_PRODUCTS), 100):
            shop.history.put(products[n])
        shop.history.delete("p7")
        view = shop.publish()
        lexical, columns = view.lexical, view.columns
        for brand in ("Nordlicht", "Lindholz"):
            found = [columns.id(row) for row in lexical.rows(lexical.clauses.facet("brand", brand)).tolist()]
            assert sorted(found) == sorted(f"p{n}" for n in range(N_PRODUCTS) if n != 7 and brands[n] == brand)
        every = lexical.rows(Query.all_query())
        assert every.size == N_PRODUCTS - 1
        assert {columns.id(row) for row in every.tolist()} == {f"p{n}" for n in range(N_PRODUCTS) if n != 7}


def test_matches_are_told_from_millions_of_rows_and_across_gaps() -> None:
    rows = [*range(0, N_BLOCKS * ROW_BITS, ROW_BITS), N_BLOCKS * ROW_BITS * 4 + 7, N_BLOCKS * ROW_BITS * 4 + 9]
    index = tantivy.Index(build_schema())
    writer = index.writer(num_threads=1)
    for row in rows:
        document = tantivy.Document()
        document.add_unsigned(ROW, row)
        document.add_float(ROW_BIT, float(1 << row % ROW_BITS))
        writer.add_document(document)
    writer.commit()
    index.reload()
    np.testing.assert_array_equal(np.sort(LexicalIndex(index).rows(Query.all_query())), rows)
