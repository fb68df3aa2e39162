"""Looking at the package, and asking for help, loads no model library."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "faiss", "trafilatura", "transformers", "onnxruntime", "sqlalchemy", "spacy")
LIGHT = ("flask", "marshmallow", "gunicorn", "rich")


def loaded(code: str, names: tuple[str, ...]) -> list[str]:
    """Which of ``names`` a fresh interpreter has loaded after ``code``."""
    probe = f"import sys\n{code}\nprint(*[n for n in {names!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize(
    "code",
    [
        "import index, service, service.assessment.records",
        "import service.assessment.verdict, service.assessment.statements",
        "import service.cli, service.settings",
        "import service.rendering, service.evaluation, service.demo",
        "import service.http.schemas",
        "from service.cli import run; assert run(['--help']) == 0",
        "from service.cli import run; assert run(['ingest', '--help']) == 0",
        "from service.cli import run; assert run(['check', ' ']) == 2",
    ],
)
def test_no_model_library_is_loaded_by(code: str) -> None:
    assert loaded(code, HEAVY) == []


@pytest.mark.parametrize(
    "code", ["import service.assessment.verdict, service.answers", "from service.cli import run; run(['--help'])"]
)
def test_no_web_library_is_loaded_by(code: str) -> None:
    assert loaded(code, LIGHT) == []


def test_checking_a_draft_at_a_server_loads_neither_models_nor_the_web_nor_numbers() -> None:
    """A quarter of a second, which a writer who checks after every change would wait for each time."""
    code = "import service.drafting, service.drafts.running, service.drafts.text, service.drafts.sarif, service.client"
    assert loaded(code, (*HEAVY, "flask", "marshmallow", "gunicorn", "numpy", "py3langid", "yaml", "docx")) == []
