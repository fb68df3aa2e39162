"""The examples of docs/ci.md and the files for pre-commit, GitHub and GitLab work as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from werkzeug.serving import make_server

from service.answering import Checker
from service.drafting import Wanted, read_wanted
from service.http.app import create_app
from service.settings import Settings

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "integrations/github/action.yml").read_text(encoding="utf-8"))
GITLAB: dict[str, Any] = yaml.safe_load((ROOT / "integrations/gitlab/onrecord.yml").read_text(encoding="utf-8"))
[HOOK] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

Shell = Callable[..., subprocess.CompletedProcess[str]]


def examples(language: str) -> list[str]:
    """Every block of code of the guide in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Runs a script with bash in a fresh folder, where ``onrecord`` is on the path."""
    program = tmp_path / "bin" / "onrecord"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m service.cli "$@"\n')
    program.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ONRECORD_", "INPUT_"))}
    clean |= {"PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    clean["XDG_CACHE_HOME"] = str(tmp_path / "caches")

    def call(script: str, **environ: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", "-e", "-c", script]
        return subprocess.run(command, cwd=work, env=clean | environ, capture_output=True, text=True, timeout=240)

    return call


@pytest.fixture
def server(checker: Checker, tmp_path: Path) -> Iterator[str]:
    """The API over six pieces about a ferry."""
    serving = make_server("127.0.0.1", 0, create_app(Settings(data=tmp_path), checker), threaded=True)
    thread = Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()


@pytest.fixture
def drafts(tmp_path: Path, shell: Shell) -> Path:
    """A folder with a draft that is wrong and one that is right."""
    folder = tmp_path / "work" / "drafts"
    (folder / "deep").mkdir(parents=True)
    (folder / "wrong.md").write_text("The ferry Alma was insured.\n")
    (folder / "deep" / "right.md").write_text("The ferry Alma was not insured.\n")
    return folder


@pytest.mark.model
def test_the_working_example_works(shell: Shell) -> None:
    [example] = [block for block in examples("sh") if "mkdir" in block]
    done = shell(example)
    assert done.returncode == 0, done.stderr
    assert "drafts/ferry.md:3:1  CONTRADICTED" in done.stdout
    assert "Greta Holm" in done.stdout
    assert "Suggested: The ferry Silver Tern carried 61 people" in " ".join(done.stdout.split())


@pytest.mark.model
def test_an_index_is_kept_as_an_artefact_and_restored(shell: Shell) -> None:
    [example] = [block for block in examples("sh") if "mkdir" in block]
    [artefact] = [block for block in examples("sh") if "tar" in block]
    assert shell(example).returncode == 0
    done = shell(artefact)
    assert done.returncode == 0, done.stderr
    assert "::error file=drafts/ferry.md,line=3," in done.stdout
    none = shell("rm -r index; onrecord --data index draft drafts/ferry.md")
    assert none.returncode == 2, "a check that looked at nothing is not green"


def test_the_action_annotates_and_fails(shell: Shell, server: str, drafts: Path) -> None:
    script = f'bash "{ROOT}/integrations/github/check.sh"'
    given = {"INPUT_SERVER": server, "INPUT_FILES": "drafts/**/*.md", "INPUT_SARIF_FILE": "onrecord.sarif"}
    done = shell(script, **given)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=drafts/wrong.md,line=1,")
    assert '"ruleId": "contradicted"' in (drafts.parent / "onrecord.sarif").read_text()
    summary = drafts.parent / "summary.md"
    summary.write_text("Another tool's.\n")
    shell(script, **given, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().startswith("Another tool's.\n### Onrecord\n\n2 files, 2 sentences checked")
    assert summary.read_text().count("<tr><td>drafts/wrong.md:1:1 Contradicted</td>") == 1, "the SARIF run adds none"
    summary.write_bytes(b"x" * 1024 * 1024)
    assert shell(script, **given, GITHUB_STEP_SUMMARY=str(summary)).returncode == 1
    assert summary.stat().st_size == 1024 * 1024
    lost = shell(script, **given, GITHUB_STEP_SUMMARY=str(drafts))
    assert (lost.returncode, lost.stderr.count("no summary")) == (1, 1)
    assert shell(script, **given, INPUT_FAIL_ON="none").returncode == 0
    none = shell(script, INPUT_SERVER=server, INPUT_FILES="*.docx")
    assert (none.returncode, none.stdout.count("::notice")) == (0, 1)
    broken = shell(script, INPUT_FILES="drafts/*.md", INPUT_DATA="$(touch stolen)")
    assert broken.returncode == 2
    assert not (drafts.parent / "stolen").exists(), "no input is run as code"


def test_every_input_of_the_action_reaches_its_script() -> None:
    script = (ROOT / "integrations/github/check.sh").read_text(encoding="utf-8")
    environ = ACTION["runs"]["steps"][-1]["env"]
    assert {value.split(".")[1].split(" ")[0] for value in environ.values()} == set(ACTION["inputs"])
    for name in environ:
        assert name == "ONRECORD_API_KEY" or name in script, name
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"], "an input inside a script could be run as code"


def test_the_workflow_of_the_guide_uses_inputs_that_exist() -> None:
    workflows = [yaml.safe_load(block) for block in examples("yaml") if "jobs:" in block]
    steps = [step for workflow in workflows for job in workflow["jobs"].values() for step in job["steps"]]
    [step] = [s for s in steps if "integrations/github" in s.get("uses", "")]
    assert set(step["with"]) <= set(ACTION["inputs"])


def test_the_artefact_of_the_guide_goes_where_the_action_looks() -> None:
    [kept] = [block for block in examples("yaml") if "upload-artifact" in block]
    [restored] = [block for block in examples("yaml") if "gh run download" in block]
    data = ACTION["inputs"]["data"]["default"]
    assert f"--data {data} ingest" in kept
    steps = yaml.safe_load(kept)["jobs"]["index"]["steps"]
    assert steps[-1]["with"] == {"name": "onrecord-index", "path": data}
    assert f"--name onrecord-index --dir {data}" in yaml.safe_load(restored)[0]["run"]


def test_the_gitlab_job_reports(shell: Shell, server: str, drafts: Path) -> None:
    [line] = GITLAB["onrecord-draft"]["script"]
    done = shell(line, NEWSROOM_SERVER=server)
    assert done.returncode == 1, done.stderr
    report = drafts.parent / GITLAB["onrecord-draft"]["artifacts"]["reports"]["junit"]
    assert "<failure" in report.read_text()


def test_the_hook_checks_the_files_that_it_is_given(shell: Shell, server: str, drafts: Path) -> None:
    [config] = [yaml.safe_load(block) for block in examples("yaml") if "hooks:" in block]
    [hook] = config["repos"][0]["hooks"]
    assert hook["id"] == HOOK["id"]
    arguments = " ".join(hook["args"]).replace("https://onrecord.newsroom.example", server)
    git = "git -c user.name=a -c user.email=a@example.org"
    shell(f"git init -q && git add drafts/deep && {git} commit -q -m First")
    done = shell(f"{HOOK['entry']} {arguments} drafts/wrong.md drafts/deep/right.md")
    assert done.returncode == 1, done.stderr
    assert "drafts/wrong.md:1:1  CONTRADICTED" in done.stdout
    assert "1 unchanged and not checked" in " ".join(done.stdout.split())
    for name in ("a.md", "b.HTML".lower(), "c.txt", "d.docx"):
        assert re.search(HOOK["files"], name)


def test_the_options_of_the_guide_are_those_of_the_file(tmp_path: Path) -> None:
    [example] = examples("toml")
    (tmp_path / ".onrecord.toml").write_text(example)
    assert set(tomllib.loads(example)["draft"]) == {field.name for field in fields(Wanted)}
    assert read_wanted({}, tmp_path).baseline == tmp_path / "known.json"
