"""``onrecord draft``: options and ``.onrecord.toml`` → one run → the report that was asked for, and an exit code.

Exit codes: 0 clean, 1 findings, 2 could not run.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from index.errors import ConfigError, IndexMissing

if TYPE_CHECKING:
    from service.answering import Checker
    from service.client import Check, Engine
    from service.drafts.cache import CheckCache
    from service.drafts.checking import Ask
    from service.drafts.findings import Run
    from service.drafts.records import DraftOptions
    from service.drafts.running import Opened
    from service.settings import Settings

FORMATS = ("text", "json", "sarif", "junit", "github")
VERDICTS = ("contradicted", "disputed", "outdated", "not_enough_evidence")
CONFIG = ".onrecord.toml"
TABLE = "draft"
SERVER_CHECKS_AT_ONCE = 4
"""As many as one process of a server answers at the same time, unless it is set otherwise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may stand in ``.onrecord.toml``, and on the command line, which wins."""

    as_of: date | None = None
    include_undated: bool = False
    collection: str = "default"
    format: str = "text"
    fail_on: tuple[str, ...] = ("contradicted", "disputed", "outdated")
    allow_undecided: bool = False
    baseline: Path | None = None
    cache: Path | None = None


def draft_command(
    settings_of: Callable[[click.Context], Settings],
    open_checker: Callable[[Settings], AbstractContextManager[Checker]],
    day: click.ParamType[date],
) -> click.Command:
    """The command, over what the command line has for all commands: settings, a checker, days."""

    @click.command("draft")
    @click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
    @click.option("--as-of", type=day, help="Use nothing published later than this day.")
    @click.option("--include-undated", is_flag=True, default=None, help="With --as-of: use undated documents too.")
    @click.option("--collection", help="Collection to look in. Default: default.")
    @click.option("--format", type=click.Choice(FORMATS), help="How to report. Default: text.")
    @click.option("--fail-on", metavar="VERDICTS", help="Verdicts to exit with 1 for, separated by commas, or none.")
    @click.option("--allow-undecided", is_flag=True, default=None, help="Pass over sentences without evidence.")
    @click.option("--changed-since", metavar="REV", help="Check only sentences that are not in this git revision.")
    @click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path), help="Known findings; not told again.")
    @click.option("--write-baseline", is_flag=True, help="Write what is found to the --baseline file, and exit with 0.")
    @click.option("--server", metavar="URL", help="Ask this server; its key is ONRECORD_API_KEY. Default: the index.")
    @click.option("--cache", type=click.Path(file_okay=False, path_type=Path), help="Keep checks here between runs.")
    @click.option("--no-cache", is_flag=True, help="Keep no checks, and use none that are kept.")
    @click.option("--all", "show_all", is_flag=True, help="In text: show supported and ignored sentences, too.")
    @click.pass_context
    def draft(
        context: click.Context,
        /,
        files: tuple[Path, ...],
        changed_since: str | None,
        write_baseline: bool,
        server: str | None,
        no_cache: bool,
        show_all: bool,
        **given: Any,
    ) -> int:
        """Check every sentence of draft articles: Markdown, HTML, plain text or Word.

        FILE may be a folder, whose drafts are checked, or - for Markdown on standard input.

        \b
          onrecord draft article.md
          onrecord draft drafts/*.md --as-of 2025-05-01 --changed-since origin/main
          onrecord draft article.docx --server https://onrecord.newsroom.example --format sarif > onrecord.sarif

        A sentence is left out with <!-- onrecord: ignore REASON --> behind it, or on a line of its own before it.
        Options can stand in the table [draft] of .onrecord.toml. Nothing of a draft is stored on a server.

        Exit codes: 0 clean, 1 findings, 2 could not run.
        """
        wanted = read_wanted(given)
        if write_baseline and wanted.baseline is None:
            raise click.UsageError("--write-baseline needs --baseline FILE to write to.")
        settings = settings_of(context)
        if server is None:
            _demand_index(settings)
        job = Job(settings, wanted, server, changed_since, not no_cache, open_checker)
        drafts, run = job.run(files, compare=not write_baseline)
        if write_baseline and wanted.baseline is not None:
            return _write_baseline(wanted.baseline, run)
        _report(wanted.format, drafts, run, show_all)
        return 1 if run.failures else 0

    return draft


def _demand_index(settings: Settings) -> None:
    """Passes where the data folder holds an index.

    Raises:
        IndexMissing: it does not, and no server was named either.
    """
    from index.build import DATABASE

    if not (settings.data / DATABASE).exists():
        raise IndexMissing(
            f"{settings.data} holds none, and no server is named. Give --server URL (and ONRECORD_API_KEY where it "
            "wants a key), or restore an index and name its folder: onrecord --data DIR draft ..."
        )


# --------------------------------------------------------------------------------------------------------- what to do


def read_wanted(given: dict[str, Any], start: Path | None = None) -> Wanted:
    """The options: those given, else those of the nearest ``.onrecord.toml``, else the defaults.

    Raises:
        ConfigError: the file is not TOML, or holds what is no option or no value of one; all faults at once.
        UsageError: ``--fail-on`` holds what is no verdict.
    """
    found = _find_config(start or Path.cwd())
    values: dict[str, Any] = _read_config(found) if found is not None else {}
    for name, value in given.items():
        if value is None:
            continue
        if name == "fail_on":
            value = tuple(part.strip() for part in value.split(",") if part.strip() and part.strip() != "none")
            unknown = [part for part in value if part not in VERDICTS]
            if unknown:
                raise click.UsageError(f"--fail-on takes {', '.join(VERDICTS)} or none, not {', '.join(unknown)}.")
        values[name] = value
    return Wanted(**values)


def _find_config(folder: Path) -> Path | None:
    """The nearest file above, no further up than the repository's root."""
    for above in (folder, *folder.parents):
        if (above / CONFIG).is_file():
            return above / CONFIG
        if (above / ".git").exists():
            return None
    return None


def _read_config(path: Path) -> dict[str, Any]:
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError(f"{path} is not TOML ({err}). Mend it there.") from err
    table = loaded.get(TABLE, {})
    faults = [f"[{TABLE}] is the only table" for name in loaded if name != TABLE][:1]
    if not isinstance(table, dict):
        faults, table = [f"{TABLE} must be a table"], {}
    values: dict[str, Any] = {}
    for name, value in table.items():
        try:
            values[name] = _read_option(name, value, path.parent)
        except ValueError as err:
            faults.append(f"{name} {err}")
    if faults:
        told = "\n".join([*faults, "The options are described in docs/ci.md."])
        raise ConfigError(f"{path}: {told}")
    return values


def _read_option(name: str, value: Any, folder: Path) -> Any:
    """A value of the file as the command line would have it. Raises ValueError with what would be taken."""
    known = {field.name for field in fields(Wanted)}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        said = "; name it on the command line: a file in a repository must not choose who gets your key and your draft"
        raise ValueError(
            "is not known here" + (said if name == "server" else f"; did you mean {near[0]}?" if near else "")
        )
    if name == "as_of":
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            value = date.fromisoformat(value)
        if type(value) is not date:
            raise ValueError("must be a day such as 2025-05-01")
        return value
    if name == "fail_on":
        if not isinstance(value, list) or any(verdict not in VERDICTS for verdict in value):
            raise ValueError(f"must be a list of {', '.join(VERDICTS)}")
        return tuple(value)
    if name in ("include_undated", "allow_undecided"):
        if not isinstance(value, bool):
            raise ValueError("must be true or false")
        return value
    if not isinstance(value, str) or not value:
        raise ValueError("must be a string")
    if name == "format" and value not in FORMATS:
        raise ValueError(f"must be one of {', '.join(FORMATS)}")
    return folder / value if name in ("baseline", "cache") else value


# ------------------------------------------------------------------------------------------------------------ running


@dataclass(frozen=True, slots=True)
class Job:
    """One call of the command."""

    settings: Settings
    wanted: Wanted
    server: str | None
    changed_since: str | None
    use_cache: bool
    open_checker: Callable[[Settings], AbstractContextManager[Checker]]

    def run(self, files: Sequence[Path], compare: bool) -> tuple[list[Opened], Run]:
        """The files checked; with ``compare``, against the baseline."""
        from service.assessment.records import Verdict
        from service.drafts.baseline import read_baseline
        from service.drafts.findings import Run
        from service.drafts.running import gather

        baseline = self.wanted.baseline if compare else None
        known = read_baseline(baseline) if baseline is not None else set()
        drafts = self._open(files)
        reported = gather(drafts, self._checks(drafts), known)
        unchanged = sum(opened.questions[n].checkable for opened in drafts for n in opened.skipped)
        fail_on = frozenset(Verdict(verdict) for verdict in self.wanted.fail_on)
        has_baseline = baseline is not None
        return drafts, Run(reported, fail_on, self.wanted.allow_undecided, has_baseline, unchanged, len(drafts))

    def _open(self, files: Sequence[Path]) -> list[Opened]:
        from service.drafts.ignoring import find_unreasoned
        from service.drafts.records import DraftFormat
        from service.drafts.repository import demand_revision
        from service.drafts.running import open_drafts, read_standard_input

        if self.changed_since is not None:
            demand_revision(self.changed_since)
        drafts: list[Opened] = []
        if Path("-") in files:
            drafts.append(read_standard_input(sys.stdin.buffer.read(), DraftFormat.MARKDOWN, self.options))
        drafts += open_drafts([path for path in files if str(path) != "-"], self.options, self.changed_since)
        for opened in drafts:
            for line in find_unreasoned(opened.draft):
                told = f"{opened.path}:{line}: an ignore without a reason counts for nothing; write one behind it."
                click.echo(f"onrecord: {told}", err=True)
        return drafts

    @property
    def options(self) -> DraftOptions:
        """What the checks may use."""
        from service.drafts.records import DraftOptions

        return DraftOptions(self.wanted.as_of, self.wanted.include_undated, self.wanted.collection)

    def _checks(self, drafts: Sequence[Opened]) -> dict[tuple[str, int], Check]:
        from service.drafts.checking import CHECKS_AT_ONCE
        from service.drafts.running import run_checks

        total = sum(1 for opened in drafts for _ in opened.asked())
        if not total:
            return {}
        with _progress(total) as advance:
            if self.server is not None:
                with self._ask_server(self.server) as (ask, engine):
                    return run_checks(drafts, ask, self._cache(engine), SERVER_CHECKS_AT_ONCE, advance)
            with self.open_checker(self.settings) as checker:
                from service.http.drafts import ask_checker

                options = self.options
                cache = self._cache(cast("Engine", asdict(checker.engine())))
                return run_checks(drafts, lambda q: ask_checker(checker, q, options), cache, CHECKS_AT_ONCE, advance)

    @contextmanager
    def _ask_server(self, server: str) -> Iterator[tuple[Ask, Engine]]:
        from service.client import Client

        options = self.options

        def ask(question: Any) -> Check:
            return client.check(
                question.resolved,
                context=question.context or None,
                as_of=options.as_of,
                include_undated=options.include_undated,
                collection=options.collection,
                store=False,
            )

        with Client(server, self.settings.api_key) as client:
            yield ask, client.engine(options.collection)

    def _cache(self, engine: Engine) -> CheckCache:
        from service.drafts.cache import CheckCache, default_folder

        folder = (self.wanted.cache or default_folder(os.environ)) if self.use_cache else None
        cache = CheckCache(folder, engine, self.options)
        cache.tidy()
        return cache


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr where people look at it; nothing else."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Checking", total=total)
        yield lambda: bar.advance(task)


# ---------------------------------------------------------------------------------------------------------- reporting


def _report(kind: str, drafts: Sequence[Opened], run: Run, show_all: bool) -> None:
    if kind == "json":
        from service.drafts.running import as_files

        click.echo(json.dumps(as_files(drafts, run), ensure_ascii=False, indent=2, allow_nan=False))
    elif kind == "sarif":
        from importlib.metadata import version

        from service.drafts.sarif import as_sarif

        click.echo(json.dumps(as_sarif(run, version("onrecord")), ensure_ascii=False, indent=2, allow_nan=False))
    elif kind == "junit":
        from service.drafts.junit import as_junit

        click.echo(as_junit(run), nl=False)
    elif kind == "github":
        from service.drafts.github import as_annotations

        for line in as_annotations(run):
            click.echo(line)
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            _add_summary(Path(summary), run)
    else:
        from rich.console import Console

        from service.drafts.text import render_run

        render_run(Console(highlight=False, markup=False, emoji=False), run, show_all)


def _add_summary(path: Path, run: Run) -> None:
    """Adds the summary of a job to the file that GitHub reads it from; without room there, it is left out."""
    from service.drafts.github import MAX_SUMMARY_BYTES, as_summary

    try:
        there = path.stat().st_size if path.exists() else 0
        added = as_summary(run, MAX_SUMMARY_BYTES - there).encode()
        if there + len(added) <= MAX_SUMMARY_BYTES:
            with path.open("ab") as out:
                out.write(added)
    except OSError as err:
        click.echo(f"onrecord: no summary of the job could be written ({err.strerror}).", err=True)


def _write_baseline(path: Path, run: Run) -> int:
    from service.drafts.baseline import write_baseline

    found = [(r.path, r.fingerprint, str(r.verdict)) for r in run.reported if r.level is not None and r.ignored is None]
    write_baseline(path, found)
    click.echo(f"{len(found)} findings written to {path}. They are not told again with --baseline {path}.")
    return 0
