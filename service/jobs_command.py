"""``onrecord jobs``: how far the batches of the API are, and work on them where no server runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

from service.settings import Settings

if TYPE_CHECKING:
    from index.build import Archive
    from index.records import Job

FAILED = 1


def jobs_command(
    settings_of: Callable[[click.Context], Settings],
    open_archive: Callable[[Settings], AbstractContextManager[Archive]],
) -> click.Group:
    """The command, given how settings are found and the index is opened."""

    @click.group("jobs")
    def group() -> None:
        """Look at batches that were sent to POST /v1/documents:batch, and work on them.

        \b
          onrecord jobs list
          onrecord jobs show ID
          onrecord jobs run
        """

    @group.command("list")
    @click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help="At most so many.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine to read.")
    @click.pass_context
    def list_jobs(context: click.Context, limit: int, as_json: bool) -> int:
        """List jobs, newest first.

        \b
          onrecord jobs list --limit 5
        """
        from index.jobs import read_jobs
        from service.http.jobs import dump_job

        found = read_jobs(settings_of(context).data, limit)
        if as_json:
            click.echo(json.dumps({"jobs": [dump_job(job) for job in found]}, indent=2))
        elif not found:
            click.echo("No jobs. Send one with: POST /v1/documents:batch", err=True)
        else:
            click.echo("\n".join(f"{job.id}  {_line(job)}" for job in found))
        return 0

    @group.command("show")
    @click.argument("job_id", metavar="ID")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine to read.")
    @click.pass_context
    def show_job(context: click.Context, job_id: str, as_json: bool) -> int:
        """Show how far a job is, and the lines that it refused. Exit code 1 where it refused some or failed.

        \b
          onrecord jobs show ID
        """
        from index.jobs import read_job
        from index.records import JobState
        from service.http.jobs import dump_job
        from service.rendering import clean

        job = read_job(settings_of(context).data, job_id)
        if as_json:
            click.echo(json.dumps(dump_job(job), ensure_ascii=False, indent=2))
        else:
            click.echo(_line(job))
            if job.detail:
                click.echo(clean(job.detail))
            for refusal in job.refused:
                click.echo(f"refused: line {refusal.line}: {clean(refusal.detail)}")
            if more := job.counts["refused"] - len(job.refused):
                click.echo(f"and {more:,} more")
        return FAILED if job.counts["refused"] or job.state is JobState.FAILED else 0

    @group.command("run")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine to read.")
    @click.pass_context
    def run_jobs(context: click.Context, as_json: bool) -> int:
        """Work on what is unfinished until nothing is. A running server does so by itself.

        \b
          onrecord jobs run

        Ctrl-C stops it; run it again to go on. Exit code 1 where another process works on them.
        """
        from index.jobs import Jobs
        from service.http.jobs import dump_job, read_line

        with open_archive(settings_of(context)) as archive:
            jobs = Jobs(archive, read_line)
            waiting = jobs.unfinished()
            mine = jobs.run()
            done = [jobs.job(job.id) for job in waiting]
        if as_json:
            click.echo(json.dumps({"jobs": [dump_job(job) for job in done]}, ensure_ascii=False, indent=2))
        elif not mine:
            click.echo("Another process works on them. Look with: onrecord jobs list", err=True)
        elif not done:
            click.echo("Nothing is unfinished.", err=True)
        else:
            click.echo("\n".join(f"{job.id}  {_line(job)}" for job in done))
        return 0 if mine else FAILED

    return group


def _line(job: Job) -> str:
    """State, share, counts and rate of a job on one line."""
    share = job.read_bytes / job.size_bytes if job.size_bytes else 0.0
    parts = [
        f"{job.state} {share:.0%}",
        f"{job.counts['taken']:,} taken",
        f"{job.counts['same_as_before']:,} same as before",
        f"{job.counts['refused']:,} refused",
    ]
    if job.documents_per_second is not None:
        parts.append(f"{job.documents_per_second:,.1f} documents/s")
    if job.remaining_seconds is not None:
        parts.append(f"about {job.remaining_seconds:,.0f} s to go")
    return ", ".join(parts)
