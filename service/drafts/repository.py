"""What git says of a draft: how it was at another revision."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from index.errors import InputError


def demand_revision(revision: str) -> None:
    """Passes where git knows the revision; ``HEAD`` also before the first commit, when everything is new.

    Raises:
        InputError: there is no git, no repository, or no such revision.
    """
    known = _git(Path.cwd(), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if known.returncode == 0:
        return
    inside = _git(Path.cwd(), "rev-parse", "--git-dir").returncode == 0
    if inside and revision == "HEAD" and not _git(Path.cwd(), "rev-list", "--all", "--max-count=1").stdout:
        return
    raise InputError(
        f"git knows no revision {revision!r}. In CI, fetch it first (fetch-depth: 0)."
        if inside
        else "--changed-since needs a git repository. Run it inside one, or leave the option out."
    )


def at_revision(path: Path, revision: str) -> bytes | None:
    """The file as it was at the revision, under another name where git sees that it was renamed; ``None`` where it was
    not there."""
    whole = path.resolve()
    shown = _git(whole.parent, "show", f"{revision}:./{whole.name}")
    if shown.returncode == 0:
        return shown.stdout
    named = _named_before(whole, revision)
    return _git(whole.parent, "show", f"{revision}:{named}").stdout if named is not None else None


def _named_before(path: Path, revision: str) -> str | None:
    """The name, from the root of the repository, that a file had at the revision."""
    options = ("--find-renames", "--diff-filter=R", "--name-status", "--no-relative", "-z")
    listed = _git(path.parent, "diff", *options, "--end-of-options", revision, "--").stdout
    root = _git(path.parent, "rev-parse", "--show-toplevel").stdout.rstrip(b"\n")
    fields = os.fsdecode(listed).split("\0")
    for _, before, now in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        if Path(os.fsdecode(root), now) == path:
            return before
    return None


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError as err:
        raise InputError(
            "--changed-since needs git, which is not installed. Install it, or leave the option out."
        ) from err
