"""The Redis client as a live store needs it: short waits, few connections, no retries."""

from __future__ import annotations

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from service.errors import SettingsInvalid
from service.stores.redis.limits import RedisLimits

# Beyond every budget: the store bounds its calls itself, and unlike the client does not count the loop's own delays.
_TIMEOUT_S = 1.0


def connect(url: str, limits: RedisLimits) -> Redis:
    """A client that connects at its first call, and owns its connections.

    Raises:
        SettingsInvalid: the address is none.
    """
    try:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=limits.max_connections,
            timeout=_TIMEOUT_S,
            socket_timeout=_TIMEOUT_S,
            socket_connect_timeout=_TIMEOUT_S,
            # Not left to a default: the client's own retries ten times and waits a minute for a frozen server.
            retry=Retry(NoBackoff(), 0),
            # Protocol 2 connects without a greeting, and so within the budget of the first read.
            protocol=2,
            driver_info=None,
        )
    except ValueError:
        raise SettingsInvalid("redis_url: must look like redis://host:port/0") from None
    return Redis.from_pool(pool)
