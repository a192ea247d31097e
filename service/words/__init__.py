"""What a merchant lays down about words: protected ones, splits, synonyms and redirects. Pure but for `files`."""
