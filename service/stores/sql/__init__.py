"""The ledger in SQL: tables, migrations, the writes of one transaction, and the readers."""
