"""Brings a ledger's schema to the version this code needs."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from service.errors import StoreUnavailable


def migrate(engine: Engine) -> None:
    """Create or upgrade the tables in one transaction; a ledger that is up to date is left alone.

    Raises:
        StoreUnavailable: the database cannot be written, or a newer release has written it.
    """
    config = Config()
    config.set_main_option("script_location", "service.stores.sql:migrations")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except (DBAPIError, CommandError) as error:
        raise StoreUnavailable("ledger") from error
