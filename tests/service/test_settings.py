"""Settings: defaults, bounds, and every fault at once."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from index.errors import ConfigError
from service.settings import Settings


def test_defaults_hold_where_nothing_is_set() -> None:
    assert Settings.from_env({}) == Settings() == Settings.from_env({"PATH": "/bin", "ONRECORD_PORT": " "})


def test_values_are_read_in_their_types() -> None:
    settings = Settings.from_env(
        {
            "ONRECORD_DATA": "/srv/archive",
            "ONRECORD_PORT": "9000",
            "ONRECORD_LOG_LEVEL": "DEBUG",
            "ONRECORD_CORS_ORIGINS": "https://a.example, http://localhost:3000/ ,",
            "ONRECORD_FETCH_ALLOW": "CMS.example:8080, 10.1.2.0/24",
            "ONRECORD_FETCH_ON_REQUEST": "False",
        }
    )
    assert settings.data == Path("/srv/archive")
    assert settings.port == 9000
    assert settings.log_level == "debug"
    assert settings.cors_origins == ("https://a.example", "http://localhost:3000")
    assert settings.fetch_on_request is False
    assert settings.fetch_allow == ("cms.example:8080", "10.1.2.0/24")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "65536", "from 1 to 65535"),
        ("PORT", "8080.5", "whole number"),
        ("PORT", "٨٠", "whole number"),
        ("WORKERS", "none", "whole number"),
        ("MAX_STATEMENT_CHARS", "10001", "from 1 to 10000"),
        ("LOG_LEVEL", "loud", "one of debug"),
        ("CORS_ORIGINS", "newsroom.example", "https://newsroom.example"),
        ("FETCH_ON_REQUEST", "maybe", "true or false"),
        ("FETCH_ALLOW", "https://cms.example", "10.1.2.0/24"),
        ("FETCH_ALLOW", "cms.example, 10.1.2.0/99", "10.1.2.0/24"),
        ("FETCH_USER_AGENT", "On\nrecord", "ASCII"),
        ("FETCH_USER_AGENT", "(none)", "begin with a letter"),
        ("CORS_ORIGINS", "https://newsroom.example/page", "https://newsroom.example"),
    ],
)
def test_a_bad_value_is_a_fault_that_says_what_would_do(name: str, value: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.from_env({f"ONRECORD_{name}": value})
    assert f"ONRECORD_{name}" in str(caught.value)
    assert says in str(caught.value)


def test_all_faults_are_reported_at_once_and_near_names_are_suggested() -> None:
    environ = {"ONRECORD_PROT": "8080", "ONRECORD_THREADS": "0", "ONRECORD_LOG_LEVEL": "loud"}
    with pytest.raises(ConfigError) as caught:
        Settings.from_env(environ)
    message = str(caught.value)
    assert all(name in message for name in environ)
    assert "did you mean ONRECORD_PORT?" in message


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]
