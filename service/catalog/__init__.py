"""The catalogue: feeds in, one row a product version, numpy columns out."""
