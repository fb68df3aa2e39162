"""Builds the training mix: rows of the labelled sets, pairs generated from unlabelled news, and written pairs.

Run as `python -m training.data --news FILE.jsonl --work FOLDER`. Writes mix.jsonl, and, from the stories held out,
heldout_neutrals.jsonl, heldout_news.jsonl and heldout_written.jsonl, to the work folder.
"""

from __future__ import annotations

import argparse
import os
import random
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from index.errors import UnreadableInput
from service.assessment.numbers import in_digits
from service.assessment.reading import premises, read_passage
from training.generators import figures, reporting, reversing, rewording, swapping, trimming
from training.generators.editing import is_negated, main_verb
from training.leakage import collect_keys, is_kept_back, leaks, read_evaluation_texts
from training.neutrals import embed, find_neighbours, same_figure_pairs, shared_words
from training.news import Sentence, find_stories, is_held_out, load_sentences, parse_articles, read_rows
from training.pairs import Pair, read_set, write_pairs
from training.written import FOLDER, ROUNDS, number_sentences, read_claims, read_passages, read_stories

PROJECT = Path(__file__).parent.parent
DEFAULT_SETS = Path(os.environ.get("ONRECORD_NLI", PROJECT.parent / "shared" / "nli"))
CONTEXT_SHARE = 0.75  # of the news premises are put in their context, as a passage in use mostly is
HARD_PER_SENTENCE = 3


def read_sets(folder: Path, rows: dict[str, int], rng: random.Random) -> Iterator[Pair]:
    """The configured number of rows of each set, drawn at random but even over its labels.

    Of a development set come only the rows that `is_kept_back` leaves: the others are there to choose by.
    """
    for name, count in rows.items():
        file = next(
            file for file in sorted(folder.glob(f"*/{name}.jsonl.gz")) if not file.parent.name.startswith("test")
        )
        is_development = file.parent.name == "dev"
        by_label: dict[str, list[Pair]] = defaultdict(list)
        for pair in read_set(file):
            if not (is_development and is_kept_back(pair)):
                by_label[pair.label].append(pair)
        wanted, left = count, len(by_label)
        for pairs in sorted(by_label.values(), key=len):
            taken = rng.sample(pairs, min(len(pairs), wanted // left))
            wanted, left = wanted - len(taken), left - 1
            yield from taken


def _article_names(sentences: list[Sentence]) -> dict[str, dict[str, list[str]]]:
    names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for sentence in sentences:
        for entity in sentence.parsed.ents:
            if entity.text[:1].isupper() and "\n" not in entity.text:
                names[sentence.article][entity.label_].add(entity.text)
    return {a: {kind: sorted(found) for kind, found in kinds.items()} for a, kinds in names.items()}


def _verb_forms(sentences: list[Sentence], tag: str) -> dict[str, str]:
    """Lemma → form of the tag (VBD past tense, VBN participle), as most often tagged in the news itself."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for token in sentence.parsed:
            if token.tag_ == tag and token.pos_ == "VERB" and token.text.isalpha():
                counts[token.lemma_.lower()][token.lower_] += 1
    return {lemma: forms.most_common(1)[0][0] for lemma, forms in counts.items() if sum(forms.values()) > 2}


def generate_pairs(sentences: list[Sentence], rng: random.Random) -> Iterator[tuple[int, Pair]]:
    """(index of the sentence, pair) for every generator that applies to each sentence."""
    names, past_of = _article_names(sentences), _verb_forms(sentences, "VBD")
    participles = _verb_forms(sentences, "VBN")
    for index, sentence in enumerate(sentences):
        text, doc = sentence.text, sentence.parsed
        if text[0] in '"“' or main_verb(doc) is None:
            continue
        made: list[tuple[str, str, str]] = [(text, "supports", "same")]
        short = [(new, "supports", kind) for new, kind in trimming.trimmed(doc)]
        aside = trimming.join_without_aside(doc)
        if aside:
            short.append((aside, "supports", "drop_aside"))
        made += short
        made += figures.changed_figures(text, rng)
        made += reversing.reversals(doc, past_of, rng)
        made += swapping.swapped_time(doc, rng)
        swaps = list(swapping.swapped_names(doc, names[sentence.article], rng)) if sentence.article in names else []
        made += rng.sample(swaps, min(1, len(swaps)))
        made += reporting.done_for_planned(text, past_of)
        made += rewording.reworded(text, doc, participles, names.get(sentence.article, {}), rng)
        if not is_negated(doc):
            made += figures.whole_for_part(text)
        possible = reporting.possible_for_done(doc)
        for new, label, kind in made:
            if new and (new != text or kind == "same") and len(new.split()) >= 4:
                yield index, Pair(text, new, label, f"news_{kind}")
        if possible:
            yield index, Pair(possible, text, "neutral", "news_done_for_planned")
        for new, _, kind in short:  # the longer sentence adds something that the shorter one does not say
            if len(new.split()) <= len(text.split()) - 4 and kind != "drop_attribution":
                yield index, Pair(new, text, "neutral", "news_extra_detail")
        for premise, new, label, kind in reporting.framed(text, doc, rng):
            yield index, Pair(premise, new, label, f"news_{kind}")


def pair_neighbours(
    sentences: list[Sentence],
    neighbours: list[list[tuple[int, float]]],
    made: list[tuple[int, Pair]],
    rng: random.Random,
) -> Iterator[Pair]:
    """Hard neutrals: a near passage under the sentence itself, or under a claim generated from it.

    Claims of every generator appear here too, so that neither the manner of a claim nor a "not" in it
    tells the label.
    """
    claims: dict[int, list[str]] = defaultdict(list)
    for index, pair in made:
        if pair.label in ("supports", "contradicts") and pair.kind != "news_same":
            claims[index].append(pair.hypothesis)
    for index, near in enumerate(neighbours):
        for place, (other, _) in enumerate(near[:HARD_PER_SENTENCE]):
            claim = sentences[index].text
            if place and claims[index]:
                claim = rng.choice(claims[index])
            if shared_words(claim, sentences[other].text) <= 0.6:
                yield Pair(sentences[other].text, claim, "neutral", "news_hard_neutral")
    for i, j in same_figure_pairs(sentences):
        yield Pair(sentences[i].text, sentences[j].text, "neutral", "news_same_figure")


def with_context(
    pairs: list[Pair], sentences: list[Sentence], titles: dict[str, str], rng: random.Random
) -> list[Pair]:
    """The pairs, most premises with the title of the article and the sentence before them put around them."""
    before = {later.text: earlier.text for earlier, later in pairwise(sentences) if _follows(later, earlier)}
    title = {sentence.text: titles.get(sentence.article, "") for sentence in sentences}
    result = []
    for pair in pairs:
        if pair.premise in title and rng.random() < CONTEXT_SHARE:
            passage = read_passage(pair.premise, before.get(pair.premise, ""), title=title[pair.premise])
            pair = Pair(premises(passage)[0].in_context, pair.hypothesis, pair.label, pair.kind)
        result.append(pair)
    return result


def _follows(later: Sentence, earlier: Sentence) -> bool:
    return earlier.article == later.article and later.position - earlier.position == 1


def read_written(news: list[Path], story_of: dict[str, str], rounds: int) -> Iterator[tuple[bool, Pair]]:
    """(held out?, pair) of the first ``rounds`` of what was written; each lone passage is a story of its own."""
    articles = {}
    for row in read_rows(news):
        try:
            articles[row["doc_id"]] = number_sentences(row["doc_id"], row.get("title"), row["text"])
        except UnreadableInput:
            continue
    for ending in ROUNDS[:rounds]:
        file_ending = ending.replace("_", "-") + ".txt"
        for article, pair in read_claims(_lines(f"claims{file_ending}"), articles, f"written_claim{ending}"):
            yield is_held_out(story_of.get(article, article)), as_in_use(pair)
        for pair in read_passages(_lines(f"passages{file_ending}"), f"written_passage{ending}"):
            yield is_held_out(pair.premise), as_in_use(pair)
        for title, pair in read_stories(_lines(f"stories{file_ending}"), f"written_story{ending}"):
            yield is_held_out(title), as_in_use(pair)


def _lines(name: str) -> list[str]:
    """Of a written file; not every round has one of each."""
    file = FOLDER / name
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def as_in_use(pair: Pair) -> Pair:
    """The pair with its numbers in digits, as claims and passages are put to the model."""
    return Pair(in_digits(pair.premise), in_digits(pair.hypothesis), pair.label, pair.kind)


def share_of_rounds(pairs: list[Pair], shares: list[float], neutrals: int, rng: random.Random) -> list[Pair]:
    """The share of each round of the written pairs, and at most ``neutrals`` neutral to articles and stories."""
    chosen: list[Pair] = []
    for ending, share in zip(ROUNDS, shares, strict=False):
        found = [pair for pair in pairs if pair.kind in _kinds(ending)]
        chosen += rng.sample(found, round(share * len(found)))
    undecided = [pair for pair in chosen if _is_neutral_to_article(pair)]
    decided = [pair for pair in chosen if not _is_neutral_to_article(pair)]
    return decided + rng.sample(undecided, min(len(undecided), neutrals))


def _is_neutral_to_article(pair: Pair) -> bool:
    return pair.label == "neutral" and pair.kind.startswith(("written_claim", "written_story"))


def _kinds(ending: str) -> tuple[str, ...]:
    return (f"written_claim{ending}", f"written_passage{ending}", f"written_story{ending}")


def cap_kinds(pairs: list[Pair], limit: int, rng: random.Random) -> list[Pair]:
    """At most `limit` pairs of each kind, drawn at random; order not kept."""
    by_kind: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_kind[pair.kind].append(pair)
    return [pair for found in by_kind.values() for pair in rng.sample(found, min(limit, len(found)))]


def build(config: dict, sets: Path, cases: Path | None, news: list[Path], work: Path) -> list[Pair]:
    """The mix, shuffled; also writes the held-out sets."""
    rng = random.Random(config["seed"])
    keys = collect_keys(read_evaluation_texts(sets, cases, set(config["data"]["sets"])))
    labelled = list(read_sets(sets, config["data"]["sets"], rng))
    folder = work / "news"
    if not (folder / "parses.spacy").exists():
        parse_articles(news, folder)
    sentences = load_sentences(folder)
    vectors = embed([sentence.text for sentence in sentences], folder / "vectors.npy")
    mixed = [pair for pair in labelled if not leaks(pair, keys)]
    story_of = find_stories(sentences, vectors)
    titles = {str(row["doc_id"]): row.get("title") or "" for row in read_rows(news)}
    for held_out in (True, False):
        chosen = [i for i, sentence in enumerate(sentences) if is_held_out(story_of[sentence.article]) == held_out]
        part = [sentences[i] for i in chosen]
        made = list(generate_pairs(part, rng))
        hard = list(pair_neighbours(part, find_neighbours(part, vectors[chosen]), made, rng))
        made_pairs = [pair for _, pair in made if not leaks(pair, keys)]
        hard = [pair for pair in hard if not leaks(pair, keys)]
        if held_out:
            chosen_pairs = cap_kinds(hard, 1500, rng), cap_kinds(made_pairs, 100, rng)
            for pairs, name in zip(chosen_pairs, ("heldout_neutrals", "heldout_news"), strict=True):
                write_pairs(with_context(pairs, part, titles, rng), work / f"{name}.jsonl")
        else:
            drawn = cap_kinds(made_pairs, config["data"]["news_pairs_per_kind"], rng)
            drawn += rng.sample(hard, min(len(hard), config["data"]["hard_neutrals"]))
            mixed += with_context(drawn, part, titles, rng)
    shares = config["data"].get("written", [])
    if shares:
        kept: dict[bool, list[Pair]] = {True: [], False: []}
        for held_out, pair in read_written(news, story_of, len(shares)):
            if not leaks(pair, keys):
                kept[held_out].append(pair)
        write_pairs(kept[True], work / "heldout_written.jsonl")
        mixed += share_of_rounds(kept[False], shares, config["data"]["written_neutrals"], rng)
    rng.shuffle(mixed)
    return mixed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=PROJECT / "training" / "fast.toml")
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS)
    parser.add_argument("--cases", type=Path, help="case files whose claims must not be in the mix")
    parser.add_argument("--news", type=Path, nargs="*", default=[], help="JSON-lines files of articles")
    parser.add_argument("--work", type=Path, default=PROJECT / ".work" / "training")
    chosen = parser.parse_args()
    config = tomllib.loads(chosen.config.read_text(encoding="utf-8"))
    mixed = build(config, chosen.sets, chosen.cases, chosen.news, chosen.work)
    write_pairs(mixed, chosen.work / "mix.jsonl")
    for (kind, label), count in sorted(Counter((pair.kind, pair.label) for pair in mixed).items()):
        print(f"{count:7d}  {kind}  {label}")
    print(f"{len(mixed):7d}  pairs; labels {dict(Counter(pair.label for pair in mixed))}")


if __name__ == "__main__":
    main()
