"""Pairs → batches of token ids of like length, in an order that the seed alone decides."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from training.backbones import Backbone
from training.pairs import ALLOWED, Pair

POOL_BATCHES = 50  # lengths are sorted within so many batches: little padding, still well mixed


def load_tokenizer(folder: Path, max_tokens: int):
    """The fast tokenizer of the encoder, cutting the premise first."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, strategy="only_first")
    return tokenizer


def encode_pairs(
    pairs: list[Pair], tokenizer, max_tokens: int
) -> tuple[list[np.ndarray], list[int], list[tuple[int, ...]], list[int]]:
    """(token ids, where the hypothesis starts, allowed outputs, place among `pairs`) of those that fit, in order."""
    tokenizer.no_truncation()
    ids, starts, allowed, kept = [], [], [], []
    for place, (pair, encoded) in enumerate(
        zip(pairs, tokenizer.encode_batch([(pair.premise, pair.hypothesis) for pair in pairs]), strict=True)
    ):
        if len(encoded.ids) <= max_tokens:
            ids.append(np.asarray(encoded.ids, dtype=np.int32))
            starts.append(encoded.sequence_ids.index(1))
            allowed.append(ALLOWED[pair.label])
            kept.append(place)
    return ids, starts, allowed, kept


def order_batches(lengths: list[int], batch: int, seed: int) -> list[list[int]]:
    """Indices of each batch: shuffled, sorted by length within pools, then the batches shuffled."""
    rng = random.Random(seed)
    order = list(range(len(lengths)))
    rng.shuffle(order)
    batches = []
    for start in range(0, len(order), batch * POOL_BATCHES):
        pool = sorted(order[start : start + batch * POOL_BATCHES], key=lambda i: lengths[i])
        cut = [pool[i : i + batch] for i in range(0, len(pool), batch)]
        rng.shuffle(cut)
        batches += cut
    return batches


def stack(indices: list[int], ids: list[np.ndarray], starts: list[int], backbone: Backbone) -> dict[str, np.ndarray]:
    """int64 (batch, longest) arrays input_ids, attention_mask and, if the encoder has them, token_type_ids."""
    longest = max(len(ids[i]) for i in indices)
    shape = (len(indices), longest)
    input_ids, types, mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    input_ids[:] = backbone.pad
    for row, i in enumerate(indices):
        n = len(ids[i])
        input_ids[row, :n] = ids[i]
        types[row, starts[i] : n] = 1
        mask[row, :n] = 1
    arrays = {"input_ids": input_ids, "attention_mask": mask}
    return arrays | ({"token_type_ids": types} if backbone.token_types else {})
