"""What a server writes down at its most talkative: no id of a person, and no word they typed."""

from __future__ import annotations

from pathlib import Path

import grpc
import pytest
from auslage.v1 import common_pb2, event_pb2, event_pb2_grpc, search_pb2, search_pb2_grpc

from tests.harness.command import auslage, serving
from tests.harness.redis import free_port, running_redis

CANARY = "canary4711"
PASSWORD = "s3cr3t4711"  # noqa: S105 - made up, to be looked for in the log
WHO = {"visitor_id": CANARY, "session_id": CANARY, "user_id": CANARY, "consent": common_pb2.CONSENT_GRANTED}


def _call_in_every_mood(address: str) -> None:
    """Good and bad calls that all carry the canary."""
    with grpc.insecure_channel(address) as channel:
        search, events = search_pb2_grpc.SearchServiceStub(channel), event_pb2_grpc.EventServiceStub(channel)
        seen = [event_pb2.EventProduct(product_id="p1")]
        event = event_pb2.Event(event_id=CANARY, event_type="click", products=seen, search_query=CANARY, **WHO)
        events.WriteEvents(event_pb2.WriteEventsRequest(events=[event], request_id=CANARY))
        assert search.Search(search_pb2.SearchRequest(query=f"Hose {CANARY}", **WHO)).snapshot_version
        for bad in ({"filter": f'{CANARY}: ANY("{CANARY}")'}, {"page_token": CANARY}, {"order_by": CANARY}):
            with pytest.raises(grpc.RpcError):
                search.Search(search_pb2.SearchRequest(query=CANARY, **bad, **WHO))


def test_no_person_no_query_and_no_secret_in_the_log(tmp_path: Path) -> None:
    feed, log = tmp_path / "products.jsonl", tmp_path / "log"
    feed.write_text('{"id": "p1", "title": "Hose"}\n')
    assert auslage("import", "products", feed, "--data-dir", tmp_path / "shop").returncode == 0
    address = f"127.0.0.1:{free_port()}"
    with running_redis() as redis:
        settings = {"AUSLAGE_LOG_LEVEL": "debug", "AUSLAGE_REDIS_URL": f"redis://:{PASSWORD}@127.0.0.1:{redis.port}/0"}
        with serving(log, "--data-dir", tmp_path / "shop", "--listen", address, **settings):
            _call_in_every_mood(address)
            redis.kill()
            for _ in range(6):
                _call_in_every_mood(address)
    written = log.read_text()
    assert "visit store stopped answering" in written
    assert CANARY not in written
    assert PASSWORD not in written
