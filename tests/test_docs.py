"""What the documents name exists, and what exists is documented: commands, options, make targets, settings, reasons."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import fields
from pathlib import Path

import click
import pytest

from service.assessment.records import ReasonCode
from service.cli import cli
from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
NEEDED = {"install", "dev", "run", "test", "lint", "typecheck", "bench", "browser", "sure", "help", "clean"}
CALL = re.compile(
    r"^(?:[^#>]*?[|&;$] *)?(?:\.venv/bin/)?onrecord (?:--\w+ \S+ )*"
    r"(?P<first>[a-z]+)(?: (?P<second>[a-z]+))?(?P<rest>.*)$"
)


def every_command(
    group: click.Group = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))


COMMANDS = dict(every_command())


def code_of(page: Path) -> str:
    """Everything between backticks and in code blocks."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", prose)])


def calls(page: Path) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Every ``onrecord ...`` in code: the command's path, and the options behind it."""
    for line in code_of(page).splitlines():
        found = CALL.match(line)
        if not found or line.startswith("onrecord:"):
            continue
        first, second, rest = found.group("first", "second", "rest")
        group = COMMANDS.get((first,))
        path = (first, second) if isinstance(group, click.Group) and second else (first,)
        yield path, re.findall(r"(?<!\S)(--[a-z-]+)", rest)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_in_the_documents_exist(page: Path) -> None:
    everywhere = {"--help", "--json", "--version", "--data"}
    for path, options in calls(page):
        if path == ("serve",) and not options:
            continue
        assert path in COMMANDS, f"{page.name}: onrecord {' '.join(path)}"
        known = {name for parameter in COMMANDS[path].params for name in (*parameter.opts, *parameter.secondary_opts)}
        assert set(options) <= known | everywhere, f"{page.name}: onrecord {' '.join(path)} {options}"


@pytest.mark.parametrize("path", [path for path, c in COMMANDS.items() if not isinstance(c, click.Group)], ids=" ".join)
def test_every_command_is_documented(path: tuple[str, ...]) -> None:
    assert re.search(rf"`onrecord {' '.join(path)}\b", (ROOT / "docs" / "cli.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_in_the_documents_exist(page: Path) -> None:
    for line in re.findall(r"\bmake ((?:[a-z-]+ ?)+)", code_of(page)):
        assert set(line.split()) <= TARGETS, f"{page.name}: make {line}"


def test_every_make_target_is_told_by_help() -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # make may run this
    told = subprocess.run(["make", "help"], cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in told.splitlines()} == TARGETS
    assert TARGETS >= NEEDED


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_in_the_documents_exist(page: Path) -> None:
    known = {PREFIX + setting.name.upper() for setting in fields(Settings)}
    assert set(re.findall(r"\bONRECORD_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8"))) <= known


def test_every_reason_is_explained_and_no_other() -> None:
    text = (ROOT / "docs" / "reasons.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `(\w+)`", text, re.MULTILINE)
    assert len(explained) == len(set(explained))
    assert set(explained) == {str(code) for code in ReasonCode}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_the_documents_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_requirement_has_its_reason_in_dependencies() -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    lines = config["options"]["install_requires"].split() + [
        requirement for extra in config["options.extras_require"].values() for requirement in extra.split()
    ]
    required = {re.split(r"[<>=;]", line)[0].lower() for line in lines}
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)`", text, re.MULTILINE)) == required


def test_the_lock_holds_every_requirement_but_torch() -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in locked}
    required = {re.split(r"[<>=;]", line)[0].lower() for line in config["options"]["install_requires"].split()}
    assert required - names == {"torch"}
    assert not {name for name in names if name.startswith(("nvidia-", "cuda-", "triton"))}
