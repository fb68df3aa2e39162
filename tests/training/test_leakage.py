"""No evaluation text may stand in the training mix."""

import gzip
import json
import sys

import pytest

from training.leakage import collect_keys, is_kept_back, leaks, main, read_evaluation_texts
from training.pairs import Pair, normalise, write_pairs


@pytest.fixture
def sets(tmp_path):
    """A folder of sets with one test pair, beside a folder of cases with one claim."""
    for part in ("dev", "test", "test_binary"):
        (tmp_path / "nli" / part).mkdir(parents=True)
    row = {"premise": "The ferry was moored in Aldmouth.", "hypothesis": "A ferry lay in port.", "label": "entailment"}
    with gzip.open(tmp_path / "nli" / "test" / "harbour.jsonl.gz", "wt") as out:
        out.write(json.dumps(row) + "\n")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.jsonl").write_text('{"statement": "The mayor of Aldmouth resigned in May."}\n')
    return tmp_path


@pytest.mark.parametrize(
    ("premise", "hypothesis", "leaked"),
    [
        ("The ferry was moored  in ALDMOUTH", "Something else entirely was said.", True),
        ("Something else entirely was said.", "The mayor of Aldmouth resigned in May", True),
        ("[A title. One before.] The ferry was moored in Aldmouth.", "Something else entirely was said.", True),
        ("The ferry was moored in Bexport.", "The mayor of Bexport resigned in May.", False),
    ],
)
def test_texts_leak_whatever_their_case_and_punctuation(sets, premise, hypothesis, leaked):
    keys = collect_keys(read_evaluation_texts(sets / "nli", sets / "cases"))
    assert leaks(Pair(premise, hypothesis, "neutral", "made_up"), keys) is leaked


@pytest.mark.parametrize(("premise", "code"), [("The ferry was moored in Aldmouth.", 1), ("The tram stood still.", 0)])
def test_the_script_fails_on_a_leak(sets, premise, code, monkeypatch, capsys):
    write_pairs([Pair(premise, "Nothing moved for an hour.", "neutral", "made_up")], sets / "mix.jsonl")
    arguments = [str(sets / "mix.jsonl"), "--sets", str(sets / "nli"), "--cases", str(sets / "cases")]
    monkeypatch.setattr(sys, "argv", ["leakage", *arguments])
    assert main() == code
    assert f"{code} leak" in capsys.readouterr().out


def test_normalised_texts_keep_their_figures():
    assert normalise("About 4,700 – “café”.") == "about 4 700 cafe"


def test_only_a_quarter_of_a_development_set_that_is_trained_on_is_kept_back(sets):
    """The rest may be learned from, and a claim is on one side whatever passage it stands under."""
    pairs = [
        Pair(f"Passage {n} about the tram.", f"The tram of line {n // 2} stood still.", "neutral", "tram_dev")
        for n in range(400)
    ]
    with gzip.open(sets / "nli" / "dev" / "tram_dev.jsonl.gz", "wt") as out:
        for pair in pairs:
            row = {"premise": pair.premise, "hypothesis": pair.hypothesis, "label": "neutral"}
            out.write(json.dumps(row) + "\n")
    kept = [pair for pair in pairs if is_kept_back(pair)]
    assert 0.15 < len(kept) / len(pairs) < 0.35
    keys = collect_keys(read_evaluation_texts(sets / "nli", None, {"tram_dev"}))
    assert [pair for pair in pairs if leaks(pair, keys)] == kept
    everything = collect_keys(read_evaluation_texts(sets / "nli", None))
    assert all(leaks(pair, everything) for pair in pairs)
