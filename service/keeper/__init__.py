"""The one owner of durable writes: ledger, index, and the publishing of generations."""
