"""Measures of search and of compound splitting, pure but for `files`, which reads what they are measured on."""
