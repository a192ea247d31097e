"""Auslage's online service: search and recommendations that follow the visit."""
