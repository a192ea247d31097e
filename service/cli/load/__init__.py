"""Load on a served shop and what it cost: open-loop searches, an empty RPC beside them, batches of events."""
