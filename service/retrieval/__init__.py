"""Finding candidates: the lexical index, the item factors, and what lies near a product."""
