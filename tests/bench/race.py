#!/usr/bin/env python3
"""Races training steps of Graft against those of a peer, by turns, and prints a table.

    ./dev bench                                   # gpt2 in every shape, the others at tiny
    ./dev bench --archs gpt2,t5 --shapes tiny --rounds 5
    GRAFT_PEER='python3 my_train.py' ./dev bench  # another peer

The peer is ../shared/peers/torch_train.py, started by torch-tuned beside it, or what the environment
variable GRAFT_PEER says: a command that takes the same arguments and prints the same line of JSON.
Without one that runs only Graft is measured. Each round starts either program once; the ratio is the
median of those of the rounds, which were measured in the same minutes.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GRAFT = ROOT / "build/release/bin/graft"
CONFIGS = ROOT / "configs/bench"
PEERS = ROOT.parent / "shared/peers"
ARCHS = ["gpt2", "bert", "t5", "clip"]
SHAPES = ["baby", "tiny", "small", "124M"]
# The peer's argument for each key of a file in configs/bench.
PEER_ARGUMENTS = {
    "num_layers": "layers",
    "hidden_size": "hidden",
    "num_heads": "heads",
    "vocab_size": "vocab",
    "sequence_length": "seq",
    "batch_size": "batch",
}
SMALLEST = "--layers 1 --hidden 64 --heads 1 --seq 8 --batch 2 --vocab 64 --steps 1 --warmup 0"


class RunError(Exception):
    pass


def run(command):
    """The line of JSON that a shell command prints last."""
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode == 0 and lines:
        return json.loads(lines[-1])
    said = done.stderr.strip().splitlines()
    raise RunError(said[-1] if said else f"ended with {done.returncode}")


def shape_arguments(arch, shape):
    """The arguments that give the peer the sizes of a shipped benchmark."""
    text = (CONFIGS / f"{arch}-{shape}.yaml").read_text()
    sizes = dict(re.findall(r"^ *(\w+): (\d+)$", text, re.MULTILINE))
    return " ".join(f"--{name} {sizes[key]}" for key, name in PEER_ARGUMENTS.items())


def find_peer(plain):
    """The command of a peer that runs here, or None."""
    command = os.environ.get("GRAFT_PEER")
    if command is None:
        launcher = PEERS / "torch-tuned"
        if not launcher.exists():
            print(f"no peer: {launcher} is missing, and GRAFT_PEER is not set", file=sys.stderr)
            return None
        command = f"{'PLAIN=1 ' if plain else ''}'{launcher}' '{PEERS}/torch_train.py'"
    try:
        run(f"{command} {SMALLEST}")
    except RunError as error:
        print(f"no peer: `{command}` does not run here: {error}\n"
              "set GRAFT_PEER to a command that does", file=sys.stderr)
        return None
    return command


def race(arch, shape, precision, options, peer):
    """One row of the table."""
    ours = (f"'{GRAFT}' bench {options.mode} --arch {arch} --shape {shape} "
            f"--precision {precision} --steps {options.steps} --threads {options.threads} "
            "--log-level error")
    theirs = (f"{peer} --arch {arch} {shape_arguments(arch, shape)} --mode {options.mode} "
              f"--dtype {precision} --steps {options.steps} --threads {options.threads}")
    our_runs, their_runs = [], []
    for _ in range(options.rounds):
        our_runs.append(run(ours))
        if peer:
            their_runs.append(run(theirs))

    def middle(runs, key):
        return statistics.median(entry[key] for entry in runs)

    row = {
        "race": f"{arch} {shape}",
        "precision": precision,
        "tokens_per_s": middle(our_runs, "tokens_per_s"),
        "fraction_of_limit": middle(our_runs, "fraction_of_limit"),
        "peak_rss_mb": middle(our_runs, "peak_rss_mb"),
    }
    if peer:
        ratios = [mine["tokens_per_s"] / other["tokens_per_s"]
                  for mine, other in zip(our_runs, their_runs)]
        row["peer_tokens_per_s"] = middle(their_runs, "tokens_per_s")
        row["peer_fraction_of_limit"] = row["fraction_of_limit"] / statistics.median(ratios)
        row["ratio"] = statistics.median(ratios)
        row["ratio_min"] = min(ratios)
        row["ratio_max"] = max(ratios)
        row["memory_ratio"] = row["peak_rss_mb"] / middle(their_runs, "peak_rss_mb")
    return row


COLUMNS = [
    ("race", "race", "{}"),
    ("precision", "", "{}"),
    ("tokens_per_s", "tokens/s", "{:,.0f}"),
    ("peer_tokens_per_s", "peer", "{:,.0f}"),
    ("ratio", "ratio", "{:.2f}"),
    ("ratio_min", "from", "{:.2f}"),
    ("ratio_max", "to", "{:.2f}"),
    ("fraction_of_limit", "of limit", "{:.2f}"),
    ("peer_fraction_of_limit", "peer", "{:.2f}"),
    ("peak_rss_mb", "MiB", "{:,.0f}"),
    ("memory_ratio", "of peer", "{:.2f}"),
]


def print_line(cells):
    widths = [max(len(title), 9) for _, title, _ in COLUMNS]
    widths[0] = 10
    line = cells[0].ljust(widths[0])
    print("  ".join([line] + [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]),
          flush=True)


def print_row(row):
    print_line([form.format(row[key]) if key in row else "" for key, _, form in COLUMNS])


def races(options):
    """Which architectures in which shapes."""
    if options.archs or options.shapes:
        archs = options.archs or ["gpt2"]
        shapes = options.shapes or ["tiny"]
        return [(arch, shape) for arch in archs for shape in shapes]
    return [("gpt2", shape) for shape in SHAPES] + [(arch, "tiny") for arch in ARCHS[1:]]


def choice(known):
    def read(text):
        names = text.split(",")
        for name in names:
            if name not in known:
                raise argparse.ArgumentTypeError(f"{name}: expected some of {','.join(known)}")
        return names
    return read


def main():
    parser = argparse.ArgumentParser(
        prog="./dev bench", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archs", type=choice(ARCHS), help="of " + ",".join(ARCHS))
    parser.add_argument("--shapes", type=choice(SHAPES), help="of " + ",".join(SHAPES))
    parser.add_argument("--precision", type=choice(["f32", "bf16"]), default=["f32"],
                        help="f32, bf16 or f32,bf16")
    parser.add_argument("--mode", choices=["train", "forward"], default="train")
    parser.add_argument("--rounds", type=int, default=3, help="times that each program is started")
    parser.add_argument("--steps", type=int, default=8, help="steps that each times")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--plain", action="store_true", help="the peer as it is installed, untuned")
    parser.add_argument("--json", action="store_true", help="print a list of objects at the end")
    options = parser.parse_args()
    if options.rounds < 1 or options.steps < 1 or options.threads < 1:
        parser.error("--rounds, --steps and --threads: expected at least 1")
    if not GRAFT.exists():
        parser.error(f"{GRAFT} is missing: run ./dev build")

    peer = find_peer(options.plain)
    rows, failed = [], False
    if not options.json:
        print_line([title for _, title, _ in COLUMNS])
    for precision in options.precision:
        for arch, shape in races(options):
            try:
                rows.append(race(arch, shape, precision, options, peer))
            except RunError as error:
                print(f"{arch} {shape} {precision}: {error}", file=sys.stderr)
                failed = True
                continue
            if not options.json:
                print_row(rows[-1])
    if options.json:
        print(json.dumps(rows))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
