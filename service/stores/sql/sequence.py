"""The one order of all changes."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from service.stores.sql.tables import COUNTERS
from service.types import Seq

_IS_SEQ = COUNTERS.c.name == "seq"


def read_last_seq(connection: Connection) -> Seq:
    """The highest `seq` of the ledger, 0 while it is empty."""
    return Seq(connection.execute(select(COUNTERS.c.value).where(_IS_SEQ)).scalar_one())


class SeqCounter:
    """Hands out `seq`s, each higher than all before; one that was taken and rolled back leaves a gap.

    Attributes:
        last: the highest `seq` handed out so far.
    """

    def __init__(self, last: Seq) -> None:
        self.last = last

    def take(self) -> Seq:
        """The next `seq`."""
        self.last = Seq(self.last + 1)
        return self.last

    def save(self, connection: Connection) -> None:
        """Keep `last` with the changes of this transaction."""
        connection.execute(update(COUNTERS).where(_IS_SEQ).values(value=self.last))
