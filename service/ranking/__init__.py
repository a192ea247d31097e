"""Scores that explain themselves: named parts, a stated order, and what it would be without the visitor."""
