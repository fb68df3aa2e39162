"""Fits the stance cross-encoder on the mix, in one resumable run.

Run as `python -m training.train --config training/fast.toml`; again after a stop, it goes on from the
last checkpoint and gives the same weights as an unbroken run. On glibc, the environment
`GLIBC_TUNABLES=glibc.malloc.hugetlb=1 MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=17179869184`
keeps memory between steps and was measured at 1.4 times the speed. `--bf16` keeps the weights that compute in bf16
beside fp32 ones that learn. It pays only on CPUs that have it (avx512_bf16, amx; twice the pairs a second there):
elsewhere it is emulated, at a tenth of the speed, so it is off by default.
"""

from __future__ import annotations

import argparse
import math
import os
import time
import tomllib
from pathlib import Path

from training.backbones import BACKBONES, backbone_folder, build_model
from training.batches import encode_pairs, load_tokenizer, order_batches, stack
from training.data import PROJECT
from training.pairs import LABELS, read_pairs
from training.teaching import read_taught


def loss_of(logits, allowed, smoothing: float, taught=None):
    """Mean of −log Σ_{c allowed} p_c, mixed with the uniform target by `smoothing` (Szegedy et al. 2016, eq. 7).

    `allowed` is bool (batch, 3). A row with two allowed outputs is a pair of a two-label set. `taught` is float32
    (batch, 3): a row that adds up to 1 holds a teacher's probabilities and takes the place of the label, as the
    cross-entropy with them (Hinton et al. 2015, at a temperature of 1); a row of zeros changes nothing.
    """
    log_p = logits.float().log_softmax(-1)
    hit = log_p.masked_fill(~allowed, float("-inf")).logsumexp(-1)
    by_label = (1 - smoothing) * hit + smoothing * log_p.mean(-1)
    if taught is None:
        return -by_label.mean()
    return -(by_label * (1 - taught.sum(-1)) + (taught * log_p).sum(-1)).mean()


def rate(step: int, steps: int, warmup: float) -> float:
    """Share of the top learning rate: linear up over `warmup`, then cosine to zero at the last step."""
    rise = max(1, int(steps * warmup))
    if step < rise:
        return (step + 1) / rise
    return 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))


def to_grid(weights, bits: int):
    """Each row of a matrix rounded to the steps that `training.export` stores it in: its peak over 2^(bits-1).

    Computing with these values while learning in full (quantisation-aware training, Jacob et al. 2018, section 3)
    teaches a model to bear the rounding that it will ship with.
    """
    step = weights.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 2 ** (bits - 1)
    return (weights / step).round() * step


def put_on_grid(model, bits: int) -> frozenset[str]:
    """Rounds the weights of every matrix product in place; their names.

    What training adds up between two steps of the grid counts for nothing until it is one: on the masters' own values
    the model is worth nothing (macro-F1 0.486, on the grid 0.865).
    """
    import torch

    weights = {f"{name}.weight": m.weight for name, m in model.named_modules() if isinstance(m, torch.nn.Linear)}
    with torch.no_grad():
        for weight in weights.values():
            weight.copy_(to_grid(weight, bits))
    return frozenset(weights)


class Learner:
    """AdamW without decay on biases and norms (Loshchilov and Hutter 2019), over fp32 masters of the model's weights.

    A model in bf16 computes twice as fast where the CPU has it, but steps of the size of the last bit would be lost
    in it: the masters take the steps, the model gets their rounding (Micikevicius et al. 2018, section 3.1). With
    `quantised_bits` set, the model's matrix products get their masters' values on the grid of so many bits.
    """

    def __init__(self, model, settings: dict, bf16: bool) -> None:
        import torch

        self.named = {name: p for name, p in model.named_parameters() if p.requires_grad}
        self.masters = {name: p.detach().float().clone() for name, p in self.named.items()}
        self.bits = settings.get("quantised_bits", 0)
        self.gridded = put_on_grid(model, self.bits) if self.bits else frozenset()
        if bf16:
            model.bfloat16()
        groups = [
            {"params": [m for m in self.masters.values() if (m.ndim == 1) == flat], "weight_decay": decay}
            for flat, decay in ((False, settings["weight_decay"]), (True, 0.0))
        ]
        self.optimiser = torch.optim.AdamW(groups, lr=settings["learning_rate"], betas=(0.9, 0.98), fused=True)

    def put(self) -> None:
        """The masters' values into the model."""
        import torch

        with torch.no_grad():
            for name, parameter in self.named.items():
                master = self.masters[name]
                parameter.copy_(to_grid(master, self.bits) if name in self.gridded else master)

    def step(self, learning_rate: float) -> None:
        """One step from the gradients of the model, clipped to a norm of 1."""
        import torch

        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate
        for name, parameter in self.named.items():
            self.masters[name].grad = parameter.grad.float()
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(self.masters.values(), 1.0)
        self.optimiser.step()
        self.put()


def save_checkpoint(file: Path, learner: Learner, step: int) -> None:
    """Writes what was learned beside the target, then renames: a stop at any instant leaves a whole file."""
    import torch

    draft = file.with_suffix(".part")
    torch.save({"learned": learner.masters, "optimiser": learner.optimiser.state_dict(), "step": step}, draft)
    draft.replace(file)


def add_up_gradients(parameters: list) -> None:
    """Replaces every gradient by its sum over the processes, in one message."""
    import torch
    import torch.distributed as processes

    flat = torch.cat([parameter.grad.float().view(-1) for parameter in parameters])  # gloo adds up no bf16
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
    by_teacher = read_taught(work / "taught.jsonl")
    pairs += [pair for pair, _ in by_teacher]
    backbone, folder = BACKBONES[settings["backbone"]], backbone_folder(settings["backbone"], work)
    ids, starts, allowed, kept = encode_pairs(pairs, load_tokenizer(folder, max_tokens), max_tokens)
    answers = torch.tensor([[0.0] * len(LABELS)] * (len(pairs) - len(by_teacher)) + [list(a) for _, a in by_teacher])
    answers = answers[kept] / answers[kept].sum(-1, keepdim=True).clamp(min=0.5)  # they were rounded
    targets = torch.zeros((len(ids), len(LABELS)), dtype=torch.bool)
    for row, outputs in enumerate(allowed):
        targets[row, list(outputs)] = True
    batches = [
        batch
        for epoch in range(settings["epochs"])
        for batch in order_batches([len(i) for i in ids], settings["batch"], config["seed"] + epoch)
    ][: settings["steps"] or None]
    model = build_model(settings, work)
    learner = Learner(model, settings, bf16)
    file, step = work / "checkpoint.pt", 0
    if file.exists():
        state = torch.load(file, weights_only=True)
        learner.optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    elif start:
        state = torch.load(start, weights_only=True)
    if file.exists() or start:
        for name, values in state["learned"].items():
            learner.masters[name].copy_(values)
        learner.put()
    last = len(batches) if stop_after is None else min(stop_after, len(batches))
    progress, saved = Progress(step, len(batches), settings["batch"], silent=part > 0), time.monotonic()
    if part == 0:
        tokens = sum(map(len, ids)) / len(ids)
        print(f"{len(ids)} pairs, {len(batches)} steps, from step {step}, mean {tokens:.1f} tokens", flush=True)
    while step < last:
        rows = batches[step][part::count]
        inputs = {name: torch.from_numpy(array) for name, array in stack(rows, ids, starts, backbone).items()}
        loss = loss_of(model(**inputs).logits, targets[rows], settings["label_smoothing"], answers[rows])
        (loss * (len(rows) / len(batches[step]))).backward()
        if count > 1:
            add_up_gradients(list(learner.named.values()))
        learner.step(settings["learning_rate"] * rate(step, len(batches), settings["warmup"]))
        step += 1
        progress.note(step, loss.item(), last=step == last)
        if part == 0 and (time.monotonic() - saved >= settings["checkpoint_every_s"] or step == last):
            save_checkpoint(file, learner, step)
            saved = time.monotonic()


def _train_part(part: int, config: dict, work: Path, bf16: bool, start: Path | None) -> None:
    os.setsid()  # Linux shares the cores out by session first: two processes in one would get one share
    train(config, work, bf16, start, part=part)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=PROJECT / "training" / "fast.toml")
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
