"""Visits in Redis: fast, bounded, shared by all workers, never the record."""
