"""The command ``onrecord``. Heavy imports sit inside the commands, so that ``--help`` answers at once.

Exit codes: 0 clean, 1 findings, 2 could not run, 130 interrupted. What goes wrong is one line on stderr,
``onrecord: <title>: <detail with the next thing to try>``; what is asked for goes to stdout.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from index.errors import InputError, OnrecordError, UnreadableInput
from service.drafting import draft_command
from service.feeding import feeds_group
from service.ingesting import Report, is_address, json_report, progress, read_inputs, render_report, take
from service.jobs_command import jobs_command
from service.settings import Settings
from service.visiting import WebPages, open_pages

if TYPE_CHECKING:
    from rich.console import Console

    from index.build import Archive
    from service.answering import Checker

CLEAN, FINDINGS, FAILED, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141
DEMO_FOLDER = "onrecord-demo"

Command = TypeVar("Command", bound=Callable[..., Any])


# ------------------------------------------------------------------------------------------------------------ the edge


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line and leaves with its exit code; never with a traceback for what a user can mend."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character gets "?" and not a crash
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit code of ``onrecord`` with these arguments."""
    try:
        with cli.make_context("onrecord", list(sys.argv[1:] if arguments is None else arguments)) as context:
            code = cli.invoke(context)
            sys.stdout.flush()
            return code if isinstance(code, int) else CLEAN
    except click.exceptions.Exit as err:
        return err.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.UsageError as err:
        path = err.ctx.command_path if err.ctx else "onrecord"
        return _fail("Wrong usage", f"{err.format_message()} See: {path} --help")
    except OnrecordError as err:
        return _fail(_title(err), str(err))
    except BrokenPipeError:
        _drop_stdout()
        return PIPE_CLOSED
    except OSError as err:
        where = f" ({err.filename})" if err.filename else ""
        return _fail("The system refused", f"{err.strerror or err}{where}. Check the folder, its rights and the disk.")
    except Exception as err:  # the edge: a fault of ours is reported in one line as well
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            raise
        detail = f"{type(err).__name__}: {err}. Set ONRECORD_LOG_LEVEL=debug to see where, and please report it."
        return _fail("Internal error", detail)


def _fail(title: str, detail: str) -> int:
    line = "; ".join(part.strip() for part in detail.splitlines() if part.strip())
    click.echo(f"onrecord: {title}: {line}", err=True)
    return FAILED


def _title(error: OnrecordError) -> str:
    """The same title as the API's problem of that error."""
    from service.http.problems import find_row

    return find_row(type(error)).title


def _drop_stdout() -> None:
    """Lets the interpreter flush at its end into nothing: the reader of the pipe has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# ----------------------------------------------------------------------------------------------------------- arguments


class Day(click.ParamType[date]):
    """A calendar day, ``YYYY-MM-DD``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError(value)
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2025-05-01.", param, ctx)


class Published(click.ParamType[str]):
    """A publication date at any precision that documents take."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as given, once it is known to be a date."""
        from index.dates import parse_given

        try:
            parse_given(value)
        except InputError as err:
            self.fail(str(err), param, ctx)
        return str(value)


def json_option(command: Command) -> Command:
    """``--json``, the same words everywhere."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine to read.")(command)


def _settings(context: click.Context) -> Settings:
    """Settings of the environment, with ``--data`` in place of ONRECORD_DATA."""
    settings = Settings.from_env(os.environ)
    data: Path | None = context.find_root().params.get("data")
    return replace(settings, data=data) if data is not None else settings


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def _quieten(settings: Settings) -> None:
    """Libraries speak up at debug level only; commands say themselves what matters."""
    if settings.log_level == "debug":
        logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(name)s: %(message)s")
    else:
        logging.disable(logging.ERROR)  # not by a level: some libraries have handlers and levels of their own


# -------------------------------------------------------------------------------------------------------- what is open


@contextmanager
def _open_archive(settings: Settings, create: bool = False) -> Iterator[Archive]:
    """The index of the data folder, closed at the end. A missing one is told before any model is loaded."""
    from index.build import Archive

    _quieten(settings)
    if not create:
        _demand_index(settings)
    archive = Archive.open(settings.data, _encoder(settings), create=create)
    try:
        yield archive
    finally:
        archive.close()


@contextmanager
def _open_checker(settings: Settings) -> Iterator[Checker]:
    from service.answering import open_checker

    _quieten(settings)
    checker = open_checker(settings)
    try:
        yield checker
    finally:
        checker.close()


def _demand_index(settings: Settings) -> None:
    """Passes where the data folder holds an index.

    Raises:
        IndexMissing: it does not.
    """
    from index.build import DATABASE
    from index.errors import IndexMissing

    if not (settings.data / DATABASE).exists():
        raise IndexMissing(f"{settings.data} holds none. Ingest something first, or name another folder with --data.")


def _encoder(settings: Settings) -> Any:
    from index.embedding import SentenceEncoder

    return SentenceEncoder(settings.embedding_model)


# ---------------------------------------------------------------------------------------------------------- the command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the index. Default: ONRECORD_DATA, else onrecord-data.",
)
@click.version_option(package_name="onrecord", prog_name="onrecord")
def cli(data: Path | None) -> None:
    """Check a statement against reporting that you trust: who said it, where and when.

    \b
    Try it:
      onrecord demo
    With your own articles:
      onrecord ingest articles/ --publisher "The Harbour Courier"
      onrecord check "The repair will cost 40 million dollars."
      onrecord serve

    Exit codes: 0 clean, 1 findings, 2 could not run. Settings: ONRECORD_* variables, see docs/settings.md.
    """


@cli.command()
@json_option
@click.pass_context
def demo(context: click.Context, as_json: bool) -> int:
    """Load sixteen invented articles and check three statements.

    The articles go into a folder of their own, onrecord-demo (with --data DIR or ONRECORD_DATA: DIR/demo), never among
    yours.

    \b
      onrecord demo
      onrecord demo --json
    """
    from service.demo import ARTICLES, STATEMENTS
    from service.http.schemas import dump_answer
    from service.rendering import count, render_answer

    settings = _settings(context)
    named = context.find_root().params.get("data") is not None or "ONRECORD_DATA" in os.environ
    settings = replace(settings, data=settings.data / "demo" if named else Path(DEMO_FOLDER))
    console = _console()
    if not as_json:
        console.print("Onrecord demo: sixteen articles from outlets and places that do not exist.")
        console.print("Loading the models ...")
    with _open_checker(settings) as checker:
        from index.sources.reading import read_path

        began = time.monotonic()
        report = take(checker.archive, read_path(ARTICLES, {}), Report())
        if not as_json:
            took = time.monotonic() - began
            console.print(f"{count(report.documents, 'article')} in {settings.data}, read in {took:.1f} s.")
        answers = []
        for number, statement in enumerate(STATEMENTS, start=1):
            answer = checker.check(statement)
            answers.append(answer)
            if not as_json:
                console.print()
                console.rule(f"{number} of {len(STATEMENTS)}", characters="-")
                console.print()
                render_answer(console, answer)
    if as_json:
        _print_json({"documents": report.documents, "checks": [dump_answer(answer) for answer in answers]})
        return CLEAN
    program = _program()
    console.print()
    console.rule("What next", characters="-")
    console.print()
    console.print("Ask something yourself:", soft_wrap=True)
    console.print(f'  {program} --data {settings.data} check "The ferry carried 158 people."', soft_wrap=True)
    console.print("Start the server, then open http://127.0.0.1:8080/docs:", soft_wrap=True)
    console.print(f"  {program} --data {settings.data} serve", soft_wrap=True)
    console.print("Use your own articles:", soft_wrap=True)
    console.print(f'  {program} ingest your-articles/ --publisher "Your Paper"', soft_wrap=True)
    return CLEAN


def _program() -> str:
    """How this command can be called again from here: by its path where it lies below the working folder."""
    called = Path(sys.argv[0])
    try:
        return str(called.absolute().relative_to(Path.cwd())) if called.name == "onrecord" else "onrecord"
    except ValueError:
        return "onrecord"


# --------------------------------------------------------------------------------------------------------------- ingest


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL...")
@click.option("--publisher", help="Who published them, where a document does not say.")
@click.option("--published", type=Published(), help="When: 2024, 2024-11, 2024-11-03 or 2024-10-30/2024-11-03.")
@click.option("--url", help="Address, for one document. It is kept as metadata; give it as a path to have it fetched.")
@click.option("--origin", help="The agency or paper that they were copied from.")
@click.option("--collection", help="Collection to put them in. Default: default.")
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="What an export calls a field. Repeatable.")
@click.option(
    "--max-pages", type=click.IntRange(1), default=1_000, show_default=True, help="Of one sitemap, in one run."
)
@click.option("--again", is_flag=True, help="Fetch pages of a sitemap again that were taken before.")
@click.option("--report", "form", type=click.Choice(["text", "json"]), default="text", help="json: a line a document.")
@json_option
@click.pass_context
def ingest(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    pairs: tuple[str, ...],
    max_pages: int,
    again: bool,
    form: str,
    as_json: bool,
    **given: str | None,
) -> int:
    """Take articles into the index: files, folders, addresses of the web, or - for standard input.

    Text, Markdown, HTML, PDF, DOCX, RSS, Atom, web archives (WARC), JSON lines, CSV, and ZIP or gzip archives of any of
    these. The content tells what a file is. Handing the same article in again changes nothing. Options win over what a
    document says. An address may be that of a page, a feed, or a sitemap, all of whose pages are fetched.

    \b
      onrecord ingest article.txt --publisher "Northfield Gazette" --published 2025-04-15
      onrecord ingest archive/ crawl.warc.gz feed.xml
      onrecord ingest export.csv --map title=headline --map text=story
      cat page.html | onrecord ingest - --url https://northfield-gazette.example/dam
      onrecord ingest https://northfield-gazette.example/sitemap.xml --max-pages 500

    Exit codes: 0 all taken, 1 some refused and the good ones kept, 2 nothing could be taken.
    """
    from index.sources.fields import parse_mapping

    settings = _settings(context)
    defaults, mapping = _defaults(paths, given), parse_mapping(pairs)
    as_json = as_json or form == "json"
    bar = progress(_console(stderr=True), paths) if not as_json else nullcontext((None, None, None))
    with (
        _open_archive(settings, create=True) as archive,
        open_pages(settings, paths, WebPages(defaults, mapping, max_pages, again)) as pages,
        json_report(sys.stdout) if as_json else nullcontext(Report()) as report,
        bar as (on_bytes, on_document, pages.on_pages),
    ):
        try:
            inputs = read_inputs(paths, sys.stdin.buffer, defaults, mapping, on_bytes, pages.read)
            take(archive, inputs, report, on_document, pages.cross_off)
        except (OnrecordError, KeyboardInterrupt):
            if report.documents:
                click.echo(
                    f"onrecord: stopped; {report.documents} documents are kept. Run it again to go on.", err=True
                )
            raise
    if not as_json:
        render_report(_console(), report)
    return report.code


def _defaults(paths: Sequence[str], given: dict[str, str | None]) -> dict[str, object]:
    """Metadata from the options, under the names that readers know.

    Raises:
        UnreadableInput: none of the paths is there.
        UsageError: one address for several documents.
    """
    if not any(path == "-" or is_address(path) or Path(path).exists() for path in paths):
        raise UnreadableInput(f"There is no file or folder {paths[0]}. Check the path.")
    if given["url"] and (len(paths) > 1 or Path(paths[0]).is_dir()):
        raise click.UsageError("--url is for one document; ingest the files one by one, or put the addresses in them.")
    names = {"published": "published_at"}
    return {names.get(name, name): value for name, value in given.items() if value}


# ---------------------------------------------------------------------------------------------------------------- check


@cli.command()
@click.argument("statement")
@click.option("--as-of", type=Day(), help="Use nothing published later than this day.")
@click.option("--include-undated", is_flag=True, help="With --as-of: use documents without a known date too.")
@click.option("--context", "preceding", help="Text before the statement. It resolves pronouns and is never evidence.")
@click.option("--publisher", "publishers", multiple=True, help="Use this publisher only. May be repeated.")
@click.option("--exclude-publisher", "exclude_publishers", multiple=True, help="Leave this one out. May be repeated.")
@click.option("--collection", default="default", show_default=True, help="Collection to look in.")
@click.option("--max-evidence", type=click.IntRange(1, 50), default=10, show_default=True, help="Passages a claim.")
@click.option("--all", "show_all", is_flag=True, help="Show the passages that decide nothing, too.")
@json_option
@click.pass_context
def check(
    context: click.Context, /, statement: str, preceding: str | None, show_all: bool, as_json: bool, **options: Any
) -> int:
    """Say what the index knows of a statement, with the passages that support or contradict it.

    \b
      onrecord check "Twenty-three people died on the Silver Tern."
      onrecord check "The repair will cost 40 million dollars." --as-of 2024-12-31
      echo "Work has begun." | onrecord check - --json

    Exit codes: 0 nothing against it, 1 contradicted, disputed or outdated, 2 could not run.
    """
    from service.answers import CheckOptions
    from service.assessment.records import Verdict

    settings = _settings(context)
    text = _statement(statement)
    _demand_index(settings)
    with _open_checker(settings) as checker:
        answer = checker.check(text, CheckOptions(context=preceding, store=False, **options))
    if as_json:
        from service.http.schemas import dump_answer

        _print_json(dump_answer(answer))
    else:
        from service.rendering import render_answer

        render_answer(_console(), answer, show_all)
    return FINDINGS if answer.verdict in (Verdict.CONTRADICTED, Verdict.DISPUTED, Verdict.OUTDATED) else CLEAN


@cli.command()
@click.argument("query")
@click.option("--as-of", type=Day(), help="Use nothing published later than this day.")
@click.option("--include-undated", is_flag=True, help="With --as-of: use documents without a known date too.")
@click.option("--publisher", "publishers", multiple=True, help="Use this publisher only. May be repeated.")
@click.option("--exclude-publisher", "exclude_publishers", multiple=True, help="Leave this one out. May be repeated.")
@click.option("--collection", default="default", show_default=True, help="Collection to look in.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write the plot to this file.")
@json_option
@click.pass_context
def timeline(context: click.Context, /, query: str, svg: Path | None, as_json: bool, **options: Any) -> int:
    """Show one quantity through time: each figure with its date, its hedge and who gave it.

    \b
      onrecord timeline "people evacuated from Northfield"
      onrecord timeline "the cost of the dam" --as-of 2024-12-31 --svg dam.svg

    Name what is counted or measured. Figures of other things are left out and counted.
    """
    from index.records import Filters
    from index.search import Searcher
    from service.timelines import trace

    settings = _settings(context)
    words = _statement(query)
    with _open_archive(settings) as archive:
        found = trace(Searcher(archive), words, Filters(**options))
    if svg is not None:
        from service.charts import draw_svg, write_file

        write_file(svg, draw_svg(found))
    if as_json:
        from service.http.timelines import dump_timeline

        _print_json(dump_timeline(found))
    else:
        from service.rendering_timelines import render_timeline

        render_timeline(_console(), found)
    return CLEAN


def _statement(argument: str) -> str:
    """The statement, from standard input for ``-``.

    Raises:
        EmptyStatement: there is nothing in it.
        UnreadableInput: it is not UTF-8.
    """
    from service.errors import EmptyStatement

    given = sys.stdin.buffer.read() if argument == "-" else os.fsencode(argument)
    try:
        text = given.decode("utf-8-sig").strip()
    except UnicodeDecodeError as err:
        raise UnreadableInput("The statement is not UTF-8 text. Convert it, for example with iconv.") from err
    if not text or "\x00" in text:
        raise EmptyStatement('Give the sentence to check, as in: onrecord check "The ferry carried 158 people."')
    return text


cli.add_command(draft_command(_settings, _open_checker, Day()))
cli.add_command(jobs_command(_settings, _open_archive))


# ---------------------------------------------------------------------------------------------------------------- serve


@cli.command()
@click.option("--host", help="Address to listen on. Default: ONRECORD_HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65_535), help="Port. Default: ONRECORD_PORT, else 8080.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes, each with its own models. Default: 1.")
@click.pass_context
def serve(context: click.Context, /, **given: Any) -> int:
    """Serve the API on this machine. The data folder is made where it is missing.

    \b
      onrecord serve
      onrecord --data archive serve --port 9000

    Ctrl-C or SIGTERM stops it once running requests are answered. The API has no login: before you let other machines
    reach it, put a proxy with one before it.
    """
    from service.serving import serve_forever

    settings = replace(_settings(context), **{name: value for name, value in given.items() if value is not None})
    return serve_forever(settings)


# ------------------------------------------------------------------------------------------------------------ documents


@cli.group()
def documents() -> None:
    """List, show, edit and remove documents.

    \b
      onrecord documents list
      onrecord documents show ID
      onrecord documents edit ID --published 2025-04-15
      onrecord documents remove ID
    """


@documents.command("list")
@click.option("--collection", help="This collection only.")
@click.option("--limit", type=click.IntRange(1), help="At most so many. Default: all.")
@click.option("--after", help="Go on after this id.")
@json_option
@click.pass_context
def list_documents(
    context: click.Context, collection: str | None, limit: int | None, after: str | None, as_json: bool
) -> int:
    """List the documents in the index, by id.

    \b
      onrecord documents list --limit 20
      onrecord documents list --json
    """
    from service.http.schemas import dump_summary
    from service.rendering import source_line

    console = _console()
    listed: list[dict[str, Any]] = []
    shown, cursor = 0, after
    with _open_archive(_settings(context)) as archive:
        while True:
            page = 200 if limit is None else min(200, limit - shown)
            found, cursor = archive.documents(collection=collection, after=cursor, limit=page)
            for document in found:
                if as_json:
                    listed.append(dump_summary(document))
                else:
                    line = f"{document.source.document_id}  {source_line(document.source)}"
                    console.print(line, soft_wrap=True)
            shown += len(found)
            if cursor is None or shown == limit:
                break
    if as_json:
        _print_json({"documents": listed, "next": cursor})
    elif not shown:
        click.echo("No documents. Take some in with: onrecord ingest PATH", err=True)
    return CLEAN


@documents.command("show")
@click.argument("document_id", metavar="ID")
@json_option
@click.pass_context
def show_document(context: click.Context, document_id: str, as_json: bool) -> int:
    """Show a document: where it comes from, and the cleaned text that passages are cut from.

    \b
      onrecord documents show ID --json
    """
    from service.http.schemas import dump_document
    from service.rendering import render_document

    with _open_archive(_settings(context)) as archive:
        document = archive.document(document_id)
    if as_json:
        _print_json(dump_document(document))
    else:
        render_document(_console(), document)
    return CLEAN


@documents.command("edit")
@click.argument("document_id", metavar="ID")
@click.option("--title")
@click.option("--publisher")
@click.option("--published", "published_at", type=Published(), help="As for ingest.")
@click.option("--url")
@click.option("--origin", help="The agency or paper that it was copied from.")
@click.option("--author", "authors", multiple=True, help="May be repeated; replaces all authors.")
@click.option("--retracted/--not-retracted", default=None, help="A retracted document never supports anything.")
@json_option
@click.pass_context
def edit_document(context: click.Context, /, document_id: str, as_json: bool, **given: Any) -> int:
    """Change what is known of a document; its text stays. An empty value takes one away.

    \b
      onrecord documents edit ID --published 2025-04-15 --publisher "Northfield Gazette"
      onrecord documents edit ID --origin ""
      onrecord documents edit ID --retracted
    """
    from service.http.schemas import dump_summary
    from service.rendering import render_document

    changes = {name: (None if value == "" else value) for name, value in given.items() if value not in (None, ())}
    if not changes:
        raise click.UsageError("Name something to change, such as --published 2025-04-15.")
    with _open_archive(_settings(context)) as archive:
        document = archive.edit(document_id, changes)
    if as_json:
        _print_json(dump_summary(document))
    else:
        render_document(_console(), document, with_text=False)
    return CLEAN


@documents.command("remove")
@click.argument("document_ids", nargs=-1, required=True, metavar="ID...")
@click.option("--purge", is_flag=True, help="Also blank its text and the quotations in stored checks. For good.")
@json_option
@click.pass_context
def remove_documents(context: click.Context, document_ids: tuple[str, ...], purge: bool, as_json: bool) -> int:
    """Take documents out of every later search. Stored checks keep what they quote, unless --purge.

    \b
      onrecord documents remove ID
      onrecord documents remove ID --purge

    Exit codes: 0 all removed, 1 some ids are not known, 2 none is.
    """
    from index.errors import NotFound

    removed, missing = [], []
    with _open_archive(_settings(context)) as archive:
        for document_id in document_ids:
            try:
                archive.remove(document_id, purge=purge)
                removed.append(document_id)
            except NotFound:
                missing.append(document_id)
    if as_json:
        _print_json({"removed": removed, "not_found": missing, "purged": purge})
    else:
        click.echo(f"{len(removed)} removed{' and purged' if purge else ''}.")
    if missing:
        _fail("No such thing", f"{', '.join(missing)}. List the ids with: onrecord documents list")
        return FINDINGS if removed else FAILED
    return CLEAN


# ---------------------------------------------------------------------------------------------------------------- index


@cli.group("index")
def index_group() -> None:
    """Look at the index, verify it, rebuild it.

    \b
      onrecord index info
      onrecord index verify
      onrecord index rebuild
    """


@index_group.command("info")
@json_option
@click.pass_context
def index_info(context: click.Context, as_json: bool) -> int:
    """Tell what is in the index and what made it.

    \b
      onrecord index info --json
    """
    from dataclasses import asdict

    settings = _settings(context)
    with _open_archive(settings) as archive:
        found = {"folder": str(settings.data), **asdict(archive.info())}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}
    if as_json:
        _print_json(plain)
        return CLEAN
    for name, value in plain.items():
        shown = ", ".join(value) if isinstance(value, tuple) else f"{value:,}" if isinstance(value, int) else value
        click.echo(f"{name.replace('_', ' '):<16} {shown if shown is not None else '-'}")
    return CLEAN


@index_group.command("verify")
@json_option
@click.pass_context
def index_verify(context: click.Context, as_json: bool) -> int:
    """Compare rows, words, copies and vectors. Exit code 1 where they disagree.

    \b
      onrecord index verify
    """
    with _open_archive(_settings(context)) as archive:
        faults = archive.verify()
        info = archive.info()
    if as_json:
        _print_json({"documents": info.documents, "passages": info.passages, "faults": faults})
    else:
        from service.rendering import count

        for fault in faults:
            click.echo(f"fault: {fault}")
        held = f"{count(info.documents, 'document')}, {count(info.passages, 'passage')}"
        click.echo(f"{held}: " + ("run: onrecord index rebuild" if faults else "rows, words and vectors agree."))
    return FINDINGS if faults else CLEAN


@index_group.command("rebuild")
@json_option
@click.pass_context
def index_rebuild(context: click.Context, as_json: bool) -> int:
    """Make word index, vectors and groups of copies again; with another embedding model set, embed every passage anew.

    \b
      onrecord index rebuild
      ONRECORD_EMBEDDING_MODEL=models/other onrecord index rebuild
    """
    from index.build import Archive

    settings = _settings(context)
    _quieten(settings)
    _demand_index(settings)
    encoder = _encoder(settings)
    began = time.monotonic()
    archive = Archive.open(settings.data, encoder, create=False, any_model=True)
    try:
        same_model = archive.info().model == encoder.name
        passages = archive.rebuild() if same_model else archive.rebuild_with(encoder)
    finally:
        archive.close()
    seconds = round(time.monotonic() - began, 3)
    if as_json:
        _print_json({"passages": passages, "model": encoder.name, "seconds": seconds})
    else:
        click.echo(f"{passages:,} passages, {encoder.name}, {seconds:.1f} s.")
    return CLEAN


# ---------------------------------------------------------------------------------------------------------------- feeds


cli.add_command(feeds_group(_settings, _open_archive, json_option))


# ------------------------------------------------------------------------------------------------------------- evaluate


@cli.command()
@click.argument("cases", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--documents",
    "documents_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Index these documents in a temporary folder first; without it, the data folder is asked.",
)
@click.option("--failures", type=click.IntRange(0), default=15, show_default=True, help="How many to list.")
@click.option(
    "--stance",
    "pairs_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Measure the stance models on labelled pairs (JSON lines, also gzipped) instead.",
)
@click.option("--rules", is_flag=True, help="With --stance: let the rules for figures, time and speech take part.")
@json_option
@click.pass_context
def evaluate(
    context: click.Context,
    cases: Path | None,
    documents_file: Path | None,
    failures: int,
    pairs_file: Path | None,
    rules: bool,
    as_json: bool,
) -> int:
    """Measure the verdicts and the evidence on labelled statements (JSON lines).

    \b
      onrecord evaluate cases.jsonl --documents documents.jsonl
      onrecord evaluate cases.jsonl --json
      onrecord evaluate --stance pairs.jsonl.gz --rules

    docs/cli.md describes the files and the measures.
    """
    settings = _settings(context)
    if cases is not None and pairs_file is not None:
        raise click.UsageError("Give a file of statements or --stance with a file of pairs, not both.")
    if pairs_file is not None:
        if documents_file is not None:
            raise click.UsageError("--documents goes with statements; pairs bring their own passages.")
        return _evaluate_pairs(settings, pairs_file, rules, as_json)
    if rules:
        raise click.UsageError("--rules goes with --stance; statements are always judged with the rules.")
    if cases is None:
        raise click.UsageError("Give a file of statements, or --stance with a file of pairs.")
    from service.evaluation import evaluate_cases, read_cases, render_evaluation

    loaded = read_cases(cases)
    if documents_file is None:
        _demand_index(settings)
    _quieten(settings)
    evaluation = evaluate_cases(settings, loaded, documents_file)
    if as_json:
        _print_json(evaluation.as_json())
    else:
        render_evaluation(_console(), evaluation, failures)
    return CLEAN


def _evaluate_pairs(settings: Settings, pairs_file: Path, rules: bool, as_json: bool) -> int:
    from service.stance_evaluation import evaluate_pairs, read_pairs, render_measures

    loaded = read_pairs(pairs_file)
    _quieten(settings)
    measures = evaluate_pairs(settings, loaded, rules)
    if as_json:
        _print_json(measures.as_json())
    else:
        render_measures(_console(), measures)
    return CLEAN


if __name__ == "__main__":
    main()
