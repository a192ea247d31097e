"""Everything that can go wrong on purpose, one sentence each."""

from __future__ import annotations


class ServiceError(Exception):
    """A failure that callers are told about; `str()` is safe to show: it holds no value, no secret, no person."""


class InvalidArgument(ServiceError):
    """A request breaks a documented limit.

    Attributes:
        field: the path of the field, as the proto spells it.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class NotFound(ServiceError):
    """The named thing does not exist."""


class PageExpired(ServiceError):
    """The page token's inputs are gone; the search has to start again."""


class Overloaded(ServiceError):
    """More work is waiting than can be done in time."""


class DeadlineSpent(ServiceError):
    """Too little of the caller's time is left to answer, or it ran out."""


class ReadOnly(ServiceError):
    """Writes are refused since the disk failed or filled up; reads go on."""


class StoreUnavailable(ServiceError):
    """A store did not answer within its budget.

    Attributes:
        store: its name.
    """

    def __init__(self, store: str) -> None:
        super().__init__(f"{store} is unavailable")
        self.store = store


class BundleRefused(ServiceError):
    """A bundle failed its checks and was not loaded; the message names the bundle, the file and the check."""


class SettingsInvalid(ServiceError):
    """The settings cannot work; the message lists every problem."""


class FeedInvalid(ServiceError):
    """A file cannot be read as a feed; the message names the file, the line and the reason."""


class WordsInvalid(ServiceError):
    """A merchant's file of words cannot be used; the message names the file, the entry and the reason."""


class LedgerBusy(ServiceError):
    """Another keeper already owns this data folder."""
