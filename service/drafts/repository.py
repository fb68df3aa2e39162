"""What git says of a draft: how it was at another revision."""

from __future__ import annotations

import subprocess
from pathlib import Path

from index.errors import InputError


def demand_revision(revision: str) -> None:
    """Passes where git knows the revision.

    Raises:
        InputError: there is no git, no repository, or no such revision.
    """
    known = _git(Path.cwd(), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if known.returncode == 0:
        return
    inside = _git(Path.cwd(), "rev-parse", "--git-dir").returncode == 0
    raise InputError(
        f"git knows no revision {revision!r}. In CI, fetch it first (fetch-depth: 0)."
        if inside
        else "--changed-since needs a git repository. Run it inside one, or leave the option out."
    )


def at_revision(path: Path, revision: str) -> bytes | None:
    """The file as it was at the revision; ``None`` where it was not there."""
    whole = path.resolve()
    shown = _git(whole.parent, "show", f"{revision}:./{whole.name}")
    return shown.stdout if shown.returncode == 0 else None


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError as err:
        raise InputError(
            "--changed-since needs git, which is not installed. Install it, or leave the option out."
        ) from err
