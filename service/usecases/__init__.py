"""The life of each call, in order."""
