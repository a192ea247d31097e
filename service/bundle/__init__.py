"""Immutable, hashed model bundles: what they hold, how they are checked, which one is in force."""
