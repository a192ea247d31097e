"""Settings: read once, frozen, every problem told at once."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.config import check_listen, load_settings
from service.errors import SettingsInvalid
from service.types import Consent

NEEDS_REDIS = "More than one worker needs Redis: set AUSLAGE_REDIS_URL or --redis-url."


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "LISTEN", "WORKERS", "REDIS_URL", "DEFAULT_CONSENT", "ALLOW_REMOTE", "LOG_LEVEL"):
        monkeypatch.delenv(f"AUSLAGE_{name}", raising=False)


def test_the_defaults_are_one_worker_on_loopback_without_consent() -> None:
    settings = load_settings()
    assert (settings.workers, settings.listen, settings.redis_url) == (1, "127.0.0.1:50051", None)
    assert settings.default_consent is Consent.DENIED
    assert settings.allow_remote is False
    assert (settings.impressions_sample, settings.holdout_share, settings.exploration_share) == (1.0, 0.0, 0.05)


def test_the_environment_overrules_defaults_and_arguments_overrule_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUSLAGE_DATA_DIR", "from-environment")
    monkeypatch.setenv("AUSLAGE_LISTEN", "127.0.0.1:1")
    settings = load_settings(listen="127.0.0.1:2", data_dir=None)
    assert (settings.data_dir, settings.listen) == (Path("from-environment"), "127.0.0.1:2")


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUSLAGE_REDIS_URL", "")
    assert load_settings().redis_url is None


def test_more_than_one_worker_needs_redis() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(workers=2)
    assert str(caught.value) == NEEDS_REDIS
    assert load_settings(workers=2, redis_url="redis://127.0.0.1:6379/0").workers == 2


LIMITS = [
    ("workers", 64, 65, "64"),
    ("workers", 1, 0, "1"),
    ("redis_prefix", "a" * 64, "a" * 65, "64"),
    ("redis_prefix", "shop-1", "shop:1", "pattern"),
    ("redis_prefix", "my_shop", "my.shop", "pattern"),
    ("redis_url", "rediss://host", "http://host", "redis://"),
    ("default_consent", "granted", "unspecified", "denied"),
    ("log_level", "warning", "loud", "debug"),
    ("listen", "[::1]:0", "127.0.0.1:65536", "65535"),
    ("listen", "localhost:50051", "50051", "HOST:PORT"),
    ("listen", "127.0.0.1:1", "0.0.0.0:1", "beyond this machine"),
    ("drain_s", 0, -1, "0"),
    ("grace_s", 300, float("inf"), "finite"),
    ("max_reads", 1024, 1025, "1024"),
    ("max_writes", 1, 0, "1"),
    ("language_code", "de-AT", "German", "pattern"),
    ("impressions_sample", 1, 1.1, "1"),
    ("impressions_sample", 0, -0.1, "0"),
    ("impressions_days", 730, 731, "730"),
    ("impressions_days", 1, 0, "1"),
    ("holdout_share", 0.5, 0.6, "0.5"),
    ("exploration_share", 0, float("nan"), "0"),
]


@pytest.mark.parametrize(("name", "taken", "refused", "limit"), LIMITS)
def test_a_setting_at_its_limit_is_taken_and_beyond_it_refused_by_name(
    name: str, taken: object, refused: object, limit: str
) -> None:
    redis = {} if name == "redis_url" else {"redis_url": "redis://h"}
    load_settings(**redis, **{name: taken})
    with pytest.raises(SettingsInvalid, match=limit) as caught:
        load_settings(**redis, **{name: refused})
    assert str(caught.value).startswith(f"{name}: ")


def test_all_problems_stand_in_one_message_without_any_value() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(workers="s3cr3t", log_level="s3cr3t", redis_url="s3cr3t", listen="s3cr3t")
    message = str(caught.value)
    assert all(f"{name}: " in message for name in ("workers", "log_level", "redis_url", "listen"))
    assert "s3cr3t" not in message
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(SettingsInvalid, match="wrokers: "):
        load_settings(wrokers=2)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings().workers = 3


def test_the_redis_url_stays_out_of_what_is_printed() -> None:
    settings = load_settings(redis_url="redis://:s3cr3t@host")
    assert "s3cr3t" not in f"{settings!r} {settings}"


@pytest.mark.parametrize("listen", ["0.0.0.0:1", "[::]:1", "192.168.0.7:1", "shop.example:1"])
def test_remote_addresses_are_accepted_only_knowingly(listen: str) -> None:
    with pytest.raises(SettingsInvalid, match="allow_remote"):
        check_listen(listen, allow_remote=False)
    check_listen(listen, allow_remote=True)


@pytest.mark.parametrize("listen", ["127.0.0.1:1", "127.8.8.8:1", "[::1]:1", "localhost:0"])
def test_loopback_addresses_are_accepted(listen: str) -> None:
    check_listen(listen, allow_remote=False)


def test_a_choice_is_refused_with_the_choices_as_they_are_typed() -> None:
    with pytest.raises(SettingsInvalid, match=r"default_consent: input should be 'denied' or 'granted'"):
        load_settings(default_consent="maybe")
