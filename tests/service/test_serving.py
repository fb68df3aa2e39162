"""``onrecord serve``: it starts, says so, answers, and stops when it is told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import ConfigError
from service.serving import address, serve_forever
from service.settings import Settings

SETTINGS = Settings.from_env({})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),  # noqa: S104
        ("::", "http://[::1]:8080"),
        ("news.example", "http://news.example:8080"),
    ],
)
def test_the_address_that_is_told_can_be_opened(host: str, url: str) -> None:
    assert address(replace(SETTINGS, host=host)) == url


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = replace(SETTINGS, port=taken.getsockname()[1], data=tmp_path / "new")
        with pytest.raises(ConfigError, match="Choose others with --host and --port"):
            serve_forever(settings)
    assert not settings.data.exists()


@pytest.mark.model
def test_it_starts_in_a_new_folder_says_so_answers_and_stops_gracefully(tmp_path: Path) -> None:
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    environ["HOME"] = str(tmp_path / "home")
    command = [sys.executable, "-m", "service.cli", "--data", str(tmp_path / "data"), "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env=environ, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as server:
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/readyz", server)
        finally:
            server.send_signal(signal.SIGTERM)
            _, said = server.communicate(timeout=60)
    assert server.returncode == 0
    assert re.match(rf"onrecord: listening on http://127\.0\.0\.1:{port} \(1 process of 4 threads, data in ", said)
    assert f"onrecord: ready: http://127.0.0.1:{port}/ Ctrl-C stops it.\n" in said
    assert (tmp_path / "data").is_dir()
    assert not (tmp_path / "home" / ".gunicorn").exists()


def wait_until_ready(url: str, server: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert server.poll() is None, "it stopped by itself"
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                assert response.status == 200
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("it never got ready")
