"""The ports implemented on SQL, Redis and memory."""
