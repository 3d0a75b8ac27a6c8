#!/usr/bin/env python3
"""Races tokenizers of Graft against public ones, by turns, and prints a table.

    tests/bench/tokenizers.py --npm FOLDER
    tests/bench/tokenizers.py --npm FOLDER --rounds 3 --data my_texts

Every row is a first pass over the same texts on one core: each round starts each program once, so
nothing is remembered from before, and the median counts. The texts are the .txt and .jsonl files
below the folders of --data, cut behind line ends into texts of 16 KiB or more. Vocabularies are
published ones, and one that Graft trains on the texts first; where numbers of tokens differ, the
programs do not do the same.

Peers that are not there are named and left out. To have them:

    npm install --prefix FOLDER tiktoken tokenizers @huggingface/tokenizers     # for --npm FOLDER
    apt install python3-sentencepiece
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GRAFT = ROOT / "build/release/bin/graft"
SHARED = ROOT.parent / "shared/data"
NODE_PEER = Path(__file__).with_name("tokenizer_peer.cjs")
CUT = 16 << 10  # as graft bench cuts texts

SENTENCEPIECE_PEER = """
import json, sys, time, sentencepiece
texts = json.load(open(sys.argv[2], encoding="utf-8"))
model = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
start = time.perf_counter()
tokens = sum(len(model.encode(text)) for text in texts)
seconds = time.perf_counter() - start
size = sum(len(text.encode()) for text in texts)
print(json.dumps({"mb_per_s": size / 1e6 / seconds, "tokens": tokens}))
"""


class RunError(Exception):
    pass


def run(command):
    """The line of JSON that a program prints last."""
    one_core = {"RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          check=False, env={**os.environ, **one_core})
    lines = done.stdout.strip().splitlines()
    if done.returncode == 0 and lines:
        return json.loads(lines[-1])
    said = done.stderr.strip().splitlines()
    raise RunError(said[-1] if said else f"ended with {done.returncode}")


def sentencepiece_python():
    """A Python that has the module, which Debian installs for its own."""
    for python in (sys.executable, "/usr/bin/python3"):
        done = subprocess.run([python, "-c", "import sentencepiece"], capture_output=True,
                              check=False)
        if done.returncode == 0:
            return python
    raise RunError("python3-sentencepiece is not installed")


def read_texts(folders):
    """The texts that `graft bench tokenizers --data` reads."""
    texts = []
    for folder in folders:
        files = sorted(str(path) for path in Path(folder).rglob("*")
                       if path.suffix in (".txt", ".jsonl") and path.is_file())
        for name in files:
            text = Path(name).read_bytes()
            while text:
                end = text.find(b"\n", CUT - 1) if len(text) > CUT else -1
                size = end + 1 if end >= 0 else len(text)
                texts.append(text[:size].decode("utf-8", "replace"))
                text = text[size:]
    return texts


def byte_level_json(folder, path):
    """Writes the tokenizer.json of GPT-2's original files."""
    vocabulary = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
    lines = (folder / "vocab.bpe").read_text(encoding="utf-8").split("\n")[1:]
    step = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False,
            "use_regex": True}
    model = {"type": "BPE", "vocab": vocabulary, "merges": [line for line in lines if line]}
    write_tokenizer_json(path, None, step, model)


def wordpiece_json(folder, path):
    """Writes the tokenizer.json of BERT's vocabulary."""
    tokens = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    vocabulary = {token: number for number, token in enumerate(tokens) if token}
    normalizer = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                  "strip_accents": None, "lowercase": True}
    model = {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
             "max_input_chars_per_word": 100, "vocab": vocabulary}
    write_tokenizer_json(path, normalizer, {"type": "BertPreTokenizer"}, model)


def write_tokenizer_json(path, normalizer, pre_tokenizer, model):
    path.write_text(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "post_processor": None,
        "decoder": None, "model": model}), encoding="utf-8")


class Races:
    """Programs that encode the same texts with the same vocabulary."""

    def __init__(self, options, scratch):
        self.options = options
        self.scratch = scratch
        self.texts = scratch / "texts.json"
        self.races = []

    def graft(self, folder):
        def measure():
            printed = run([GRAFT, "bench", "tokenizers", "--tokenizer", folder, "--rounds", 1,
                           "--threads", 1, "--json", "--data", *self.options.data])
            measured = printed["tokenizers"][0]
            return {"mb_per_s": measured["encode_mb_per_s"], "tokens": measured["tokens"]}
        return measure

    def node(self, peer, tokenizer):
        def measure():
            if self.options.npm is None:
                raise RunError("--npm names no folder")
            return run(["node", NODE_PEER, self.options.npm, peer, tokenizer, self.texts])
        return measure

    def sentencepiece(self, model):
        def measure():
            return run([sentencepiece_python(), "-c", SENTENCEPIECE_PEER, model, self.texts])
        return measure

    def add(self, vocabulary, programs):
        self.races.append((vocabulary, programs))

    def add_all(self):
        gpt2, bert, model = self.options.gpt2, self.options.bert, self.options.sentencepiece
        if (gpt2 / "encoder.json").exists():
            byte_level_json(gpt2, self.scratch / "gpt2.json")
            self.add("GPT-2", {
                "graft byte-bpe": self.graft(gpt2),
                "tiktoken (wasm)": self.node("tiktoken", "gpt2"),
                "tokenizers": self.node("tokenizers", self.scratch / "gpt2.json"),
                "@huggingface/tokenizers": self.node("@huggingface/tokenizers",
                                                     self.scratch / "gpt2.json")})
        trained = self.scratch / "byte-bpe"
        if self.train("byte-bpe", trained):
            self.add(f"byte-bpe {self.options.vocab_size}", {
                "graft byte-bpe": self.graft(trained),
                "tokenizers": self.node("tokenizers", trained / "tokenizer.json"),
                "@huggingface/tokenizers": self.node("@huggingface/tokenizers",
                                                     trained / "tokenizer.json")})
        if (bert / "vocab.txt").exists():
            wordpiece_json(bert, self.scratch / "bert.json")
            self.add("BERT uncased", {
                "graft wordpiece": self.graft(bert),
                "tokenizers": self.node("tokenizers", self.scratch / "bert.json"),
                "@huggingface/tokenizers": self.node("@huggingface/tokenizers",
                                                     self.scratch / "bert.json")})
        if model.exists():
            folder = self.scratch / "sentencepiece"
            folder.mkdir()
            shutil.copy(model, folder / "spiece.model")
            self.add("SentencePiece", {
                "graft sentencepiece": self.graft(folder),
                "sentencepiece": self.sentencepiece(model)})

    def train(self, name, folder):
        files = self.scratch / "texts.txt"
        files.write_text("".join(json.loads(self.texts.read_text(encoding="utf-8"))),
                         encoding="utf-8")
        done = subprocess.run([GRAFT, "train-tokenizer", "--name", name, "--input", files, "--output",
                               folder, "--vocab-size", str(self.options.vocab_size)],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(f"{name}: {done.stderr.strip()}", file=sys.stderr)
        return done.returncode == 0


def race(vocabulary, programs, rounds):
    """One row for each program that runs here."""
    measured = {name: [] for name in programs}
    for _ in range(rounds):
        for name, measure in programs.items():
            if measured[name] is None:
                continue
            try:
                measured[name].append(measure())
            except RunError as error:
                print(f"absent: {name} with {vocabulary}: {error}", file=sys.stderr)
                measured[name] = None
    rows = []
    ours = None
    for name, runs in measured.items():
        if not runs:
            continue
        rates = [entry["mb_per_s"] for entry in runs]
        row = {"vocabulary": vocabulary, "program": name, "mb_per_s": statistics.median(rates),
               "mb_per_s_min": min(rates), "mb_per_s_max": max(rates),
               "tokens": runs[0]["tokens"]}
        if name.startswith("graft"):
            ours = rates
        elif ours:
            row["ratio"] = statistics.median(mine / other for mine, other in zip(ours, rates))
        rows.append(row)
    return rows


COLUMNS = [("vocabulary", "vocabulary", "{}"), ("program", "program", "{}"),
           ("mb_per_s", "MB/s", "{:.2f}"), ("mb_per_s_min", "from", "{:.2f}"),
           ("mb_per_s_max", "to", "{:.2f}"), ("ratio", "graft times", "{:.1f}"),
           ("tokens", "tokens", "{:,}")]


def print_table(rows):
    lines = [[title for _, title, _ in COLUMNS]]
    lines += [[form.format(row[key]) if key in row else "" for key, _, form in COLUMNS]
              for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]
    for line in lines:
        cells = [cell.ljust(width) if i < 2 else cell.rjust(width)
                 for i, (cell, width) in enumerate(zip(line, widths))]
        print("  ".join(cells).rstrip())


def default_data():
    """The folders of the shared data, but for that of tokenizers."""
    if not SHARED.is_dir():
        return []
    return sorted(path for path in SHARED.iterdir() if path.is_dir() and path.name != "tokenizers")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", type=Path, default=default_data(),
                        help="folders of texts; those beside the project unless given")
    parser.add_argument("--npm", type=Path, help="folder with node_modules")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--vocab-size", type=int, default=8192,
                        help="entries of the vocabulary that is trained")
    parser.add_argument("--gpt2", type=Path, default=SHARED / "tokenizers/gpt2",
                        help="folder with encoder.json and vocab.bpe")
    parser.add_argument("--bert", type=Path, default=SHARED / "tokenizers/bert_uncased",
                        help="folder with vocab.txt, lower case")
    parser.add_argument("--sentencepiece", type=Path,
                        default=SHARED / "tokenizers/sentencepiece/test_model.model",
                        help="model file")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds: expected at least 1")
    if not GRAFT.exists():
        parser.error(f"{GRAFT} is missing: run ./dev build")
    if not options.data:
        parser.error("--data: name folders of texts")

    with tempfile.TemporaryDirectory() as scratch:
        races = Races(options, Path(scratch))
        texts = read_texts(options.data)
        races.texts.write_text(json.dumps(texts), encoding="utf-8")
        races.add_all()
        rows = []
        for vocabulary, programs in races.races:
            rows += race(vocabulary, programs, options.rounds)
    if options.json:
        print(json.dumps(rows))
    else:
        print_table(rows)
        size = sum(len(text.encode()) for text in texts)
        print(f"\nfirst passes over {size / 1e6:.1f} MB in {len(texts):,} texts, one core, "
              f"medians of {options.rounds}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
