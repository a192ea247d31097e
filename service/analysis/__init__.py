"""Words of a language: normalised, cut into tokens, stemmed, and compounds taken apart. Pure."""
