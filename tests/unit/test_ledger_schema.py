"""The migrations build what the code expects, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from service.errors import StoreUnavailable
from service.stores.sql.engine import ledger_url, writer_engine
from service.stores.sql.schema import migrate
from service.stores.sql.tables import METADATA


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = writer_engine(ledger_url(tmp_path))
    migrate(engine)
    yield engine
    engine.dispose()


def test_migrations_and_tables_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE counters SET value = 7"))
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM counters")).all() == [(7,)]


def test_a_ledger_of_a_newer_release_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    with pytest.raises(StoreUnavailable):
        migrate(engine)


def test_the_writer_waits_for_the_disk_and_lets_readers_read(engine: Engine) -> None:
    full_sync = 2
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == full_sync


def test_a_ledger_of_the_first_release_is_brought_up_to_date_and_keeps_what_it_holds(tmp_path: Path) -> None:
    engine = writer_engine(ledger_url(tmp_path))
    config = Config()
    config.set_main_option("script_location", "service.stores.sql:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "r0001")
        connection.execute(text("UPDATE counters SET value = 7"))
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM counters")).scalar_one() == 7
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
