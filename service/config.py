"""Settings of a server: read once from the environment and the command line, frozen, checked all at once."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Literal, LiteralString

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import SettingsInvalid
from service.types import Consent

REDIS_PREFIX = r"^[A-Za-z0-9_-]{1,64}$"
"""What sets a deployment's keys apart. A colon in it would let one deployment spell another's keys."""

_NEEDS_REDIS = "More than one worker needs Redis: set AUSLAGE_REDIS_URL or --redis-url."
_MAX_PORT = 65_535


class Settings(BaseSettings):
    """What a deployment chooses; each can be set as AUSLAGE_NAME."""

    model_config = SettingsConfigDict(
        env_prefix="AUSLAGE_", frozen=True, extra="forbid", validate_default=True, env_ignore_empty=True
    )

    data_dir: Path = Path("auslage-data")
    """Ledger, index and bundles."""
    allow_remote: bool = False
    """Listen beyond this machine knowingly: whoever reaches the port may call everything."""
    listen: str = "127.0.0.1:50051"
    """Host and port."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    redis_url: SecretStr | None = None
    redis_prefix: Annotated[str, Field(pattern=REDIS_PREFIX)] = "auslage"
    """Keeps deployments on one Redis apart."""
    default_consent: Literal[Consent.DENIED, Consent.GRANTED] = Consent.DENIED
    """Of requests and events that name no consent."""
    language_code: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)] = "de"
    """Of products that name no language; queries that name none are read in the catalogue's main one."""
    impressions_sample: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of the answers to consenting visitors of which it is recorded what they showed."""
    impressions_days: Annotated[int, Field(ge=1, le=730)] = 90
    """How long that is kept."""
    holdout_share: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    """Share of the visitors who are answered without personalisation, always the same ones; .05 is usual."""
    exploration_share: Annotated[float, Field(ge=0, le=0.5)] = 0.05
    """Share of the places of FOR_YOU that go to new products, for visitors whose events may teach what they are worth."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    max_reads: Annotated[int, Field(ge=1, le=1024)] = 32
    """Searches and recommendations that run or wait, in one worker."""
    max_writes: Annotated[int, Field(ge=1, le=1024)] = 64
    """Other calls that run or wait, in one worker."""
    drain_s: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)] = 2.0
    """Between saying NOT_SERVING and refusing new calls."""
    grace_s: Annotated[float, Field(ge=0, le=300, allow_inf_nan=False)] = 10.0
    """For running calls to end."""

    @field_validator("listen")
    @classmethod
    def _listen_is_allowed(cls, listen: str, info: ValidationInfo) -> str:
        problem = listen_problem(listen, allow_remote=info.data.get("allow_remote", True))
        if problem:
            raise PydanticCustomError("listen", problem)
        return listen

    @field_validator("redis_url")
    @classmethod
    def _redis_url_is_one(cls, url: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if url is None and info.data.get("workers", 1) > 1:
            raise PydanticCustomError("needs_redis", _NEEDS_REDIS)
        if url is not None and not url.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
            raise PydanticCustomError("scheme", "must begin with redis://, rediss:// or unix://")
        return url


def load_settings(**overrides: Any) -> Settings:
    """Return the settings: overrides (None is not one) before the environment before the defaults.

    Raises SettingsInvalid with every problem in one message: setting and limit, never the value.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        problems = [_problem(detail) for detail in error.errors(include_url=False, include_input=False)]
    # Raised outside the handler: pydantic's own error holds the values.
    raise SettingsInvalid("; ".join(problems))


def check_listen(listen: str, *, allow_remote: bool) -> None:
    """Raise SettingsInvalid unless `listen` is host and port of this machine, or `allow_remote` is set."""
    problem = listen_problem(listen, allow_remote=allow_remote)
    if problem:
        raise SettingsInvalid(f"listen: {problem}")


def listen_problem(listen: str, *, allow_remote: bool) -> LiteralString:
    """Return why a server must not listen there, or ""."""
    host, _, port = listen.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal() and int(port) <= _MAX_PORT):
        return "must be HOST:PORT with a port from 0 to 65535"
    if not allow_remote and not _is_loopback(host):
        return "reaches beyond this machine, and callers are not checked; allow_remote accepts that knowingly"
    return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _problem(detail: ErrorDetails) -> str:
    if detail["msg"] == _NEEDS_REDIS:
        return _NEEDS_REDIS
    # pydantic shows enum members as <Consent.DENIED: 'denied'>.
    message = re.sub(r"<[\w.]+: ('[^']*')>", r"\1", detail["msg"])
    return f"{detail['loc'][0]}: {message[0].lower()}{message[1:]}"
