"""Auslage's offline half: the ledger's events become a published bundle."""
