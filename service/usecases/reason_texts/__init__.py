"""Reasons in words: one module a language, joined in `told`."""
