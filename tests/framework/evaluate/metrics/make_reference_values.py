#!/usr/bin/env python3
"""Writes reference_values.json: what the published tools say of texts and labels made here.

usage: python3 make_reference_values.py > reference_values.json
Needs sacrebleu (2.6), seqeval (1.2), rouge_score (0.1.2, with NLTK's Porter stemmer), scikit-learn,
SciPy, and the folder of Hugging Face's `evaluate` on the path, for the scripts of SQuAD. The texts
are random words and characters, so that they hold what nobody would think of writing down.
"""
import json
import random
import sys

import sklearn.metrics
from metrics.squad import compute_score as squad1
from metrics.squad_v2 import compute_score as squad2
from nltk.stem.porter import PorterStemmer
from rouge_score import rouge_scorer
from sacrebleu.metrics import BLEU, CHRF
from scipy import stats
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2, IOBES

RANDOM = random.Random(20)
WORDS = ("the a an of in to and was wasn't Dog dog cat man Bites bitten U.S. well-known 3.5 1,000 "
         "1990-2000 50% (yes) \"quoted\" end. why? no! e.g. it's AT&T &amp; <b> don't, state-of-the-art "
         "Ärger ÎLE naïve Straße ΣΑΣ İzmir 北京 上海市 我爱你 。 ， “你好” —— … ３Ｄ ½ €5 10°C ١٬٢").split()
CHARACTERS = "ab Z09.,-'\"&;:!?()/$€°½²٣中京。，“”…—～ａＢ　\u00a0\u2003\u200b\u0301éΣİß𠀀😀☺㎞ㄅ㈠⺀⼀"
STEMS = ("caresses ponies ties caress cats feed agreed plastered bled motoring sing conflated troubled sized "
         "hopping tanned falling hissing fizzed failing filing happy sky relational conditional rational valency "
         "hesitancy digitizer conformably radically differently vilely analogously vietnamization predication "
         "operator feudalism decisiveness hopefulness callousness formality sensitivity sensibility triplicate "
         "formative formalize electricity electrical hopeful goodness revival allowance inference airliner "
         "gyroscopic adjustable defensible irritant replacement adjustment dependent adoption homologous "
         "communism activate angularity effective bowdlerize probate rate cease controlling roll dying lying tying "
         "skies news dies flies died spied cried enjoy enjoyment fly try geology archaeology hopefully naturally "
         "happily generalizations oscillators university universal argue argued arguing arguments proceed "
         "proceedings exceedingly succeeded innings outing cannings syzygy toys saying playing eyed ease eases ing "
         "eed ied ies sses yes yyy employees agreement fully really skill skilled abilities possibly psychologies "
         "oed aed ioning ation ational ousness iness 2024 1990s abc123").split()


def sentence(length):
    return " ".join(RANDOM.choice(WORDS) for _ in range(length))


def edited(text):
    """A reference: some words of the text replaced, dropped, repeated or moved."""
    words = text.split(" ")
    for _ in range(RANDOM.randrange(1, 5)):
        place = RANDOM.randrange(len(words))
        kind = RANDOM.randrange(4)
        if kind == 0:
            words[place] = RANDOM.choice(WORDS)
        elif kind == 1 and len(words) > 1:
            del words[place]
        elif kind == 2:
            words.insert(place, words[place])
        else:
            words.append(words.pop(place))
    return " ".join(words)


def texts():
    items = []
    for _ in range(20):
        hypothesis = sentence(RANDOM.randrange(1, 25))
        items.append({"hypothesis": hypothesis, "references": [edited(hypothesis), edited(hypothesis)]})
    return items


def corpus(items):
    return [i["hypothesis"] for i in items], [[i["references"][k] for i in items] for k in (0, 1)]


def bleu(items):
    rows = []
    for options in ([{"tokenize": t} for t in ("13a", "zh", "char", "intl", "none")] +
                    [{"tokenize": "zh", "lowercase": True}, {"max_ngram_order": 6}, {"effective_order": True}] +
                    [{"smooth_method": m} for m in ("none", "floor", "add-k")]):
        metric = BLEU(force=True, **options)
        score = metric.corpus_score(*corpus(items))
        single = BLEU(force=True, **{**options, "effective_order": True})
        rows.append({"options": options, "score": score.score, "bp": score.bp,
                     "precisions": score.precisions, "signature": str(metric.get_signature()),
                     "sentences": [single.sentence_score(i["hypothesis"], i["references"]).score
                                   for i in items]})
    return rows


def chrf(items):
    rows = []
    for options in ({}, {"word_order": 2}, {"beta": 3}, {"lowercase": True, "word_order": 1},
                    {"whitespace": True}, {"eps_smoothing": True}, {"char_order": 4}):
        metric = CHRF(**options)
        score = metric.corpus_score(*corpus(items))
        rows.append({"options": options, "score": score.score, "name": score.name,
                     "signature": str(metric.get_signature()),
                     "sentences": [CHRF(**options).sentence_score(i["hypothesis"], i["references"]).score
                                   for i in items]})
    return rows


def tokenized():
    rows = []
    tokenizers = {name: BLEU(tokenize=name).tokenizer for name in ("13a", "zh", "char", "intl", "none")}
    for _ in range(60):
        text = "".join(RANDOM.choice(CHARACTERS) for _ in range(RANDOM.randrange(1, 24)))
        rows.append({"text": text, **{name: tokenize(text.rstrip()).split()
                                      for name, tokenize in tokenizers.items()}})
    return rows


def rouge(items):
    rows = []
    kinds = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    for item in items:
        hypothesis = item["hypothesis"].replace(" of ", "\n")
        references = [r.replace(" in ", "\n") for r in item["references"]]
        row = {"hypothesis": hypothesis, "references": references}
        for name, stems in (("plain", False), ("stems", True)):
            scorer = rouge_scorer.RougeScorer(kinds, use_stemmer=stems)
            scores = [scorer.score(reference, hypothesis) for reference in references]
            row[name] = [max(score[kind].fmeasure for score in scores) for kind in kinds]
        rows.append(row)
    return rows


def tags(length, letters, types):
    made = []
    for _ in range(length):
        letter = RANDOM.choice(letters)
        made.append(letter if letter == "O" else letter + "-" + RANDOM.choice(types))
    return made


def entities():
    rows = []
    for mode, letters in (("conlleval", "BIO"), ("conlleval", "BIESO"), ("IOB2", "BIO"), ("IOBES", "BIESO")):
        sentences = [tags(RANDOM.randrange(0, 12), letters, ["PER", "LOC"]) for _ in range(25)]
        predictions = [[t if RANDOM.random() < 0.7 else tags(1, letters, ["PER", "LOC", "ORG"])[0] for t in s]
                       for s in sentences]
        options = {} if mode == "conlleval" else {"mode": "strict", "scheme": {"IOB2": IOB2, "IOBES": IOBES}[mode]}
        report = classification_report(sentences, predictions, output_dict=True, zero_division=0, **options)
        rows.append({"mode": mode, "sentences": sentences, "predictions": predictions,
                     "report": {name: {key: float(value) for key, value in line.items()}
                                for name, line in report.items()}})
    return rows


def answers():
    rows = []
    for _ in range(40):
        prediction = sentence(RANDOM.randrange(0, 5))
        actual = [edited(prediction) if prediction and RANDOM.random() < 0.8 else sentence(RANDOM.randrange(1, 4))
                  for _ in range(RANDOM.randrange(1, 4))]
        first = [max(metric(prediction, a) for a in actual) for metric in
                 (squad1.exact_match_score, squad1.f1_score)]
        gold = [a for a in actual if squad2.normalize_answer(a)] or [""]
        second = [max(metric(a, prediction) for a in gold) for metric in
                  (squad2.compute_exact, squad2.compute_f1)]
        rows.append({"prediction": prediction, "answers": actual, "squad1": [float(v) for v in first],
                     "squad2": [float(v) for v in second]})
    return rows


def classes():
    rows = []
    for count in (2, 3, 7):
        labels = [RANDOM.randrange(count) for _ in range(80)]
        predictions = [label if RANDOM.random() < 0.6 else RANDOM.randrange(count) for label in labels]
        rows.append({"num_classes": count + 2, "labels": labels, "predictions": predictions,
                     "accuracy": sklearn.metrics.accuracy_score(labels, predictions),
                     **{kind + "_f1": sklearn.metrics.f1_score(labels, predictions, average=kind)
                        for kind in ("macro", "micro", "weighted")},
                     "matthews": sklearn.metrics.matthews_corrcoef(labels, predictions)})
    return rows


def label_sets():
    labels = [[int(RANDOM.random() < 0.3) for _ in range(5)] + [0] for _ in range(40)]
    predictions = [[bit if RANDOM.random() < 0.9 else 1 - bit for bit in row[:5]] + [0] for row in labels]
    return {"labels": labels, "predictions": predictions,
            "exact_match_ratio": sklearn.metrics.accuracy_score(labels, predictions),
            **{kind + "_f1": sklearn.metrics.f1_score(labels, predictions, average=kind, zero_division=0)
               for kind in ("macro", "micro", "weighted")}}


def numbers():
    targets = [RANDOM.randrange(10) / 2 for _ in range(50)]
    predictions = [round(t + RANDOM.gauss(0, 1), 1) for t in targets]
    return {"targets": targets, "predictions": predictions,
            "mean_squared_error": sklearn.metrics.mean_squared_error(targets, predictions),
            "pearson": float(stats.pearsonr(targets, predictions)[0]),
            "spearman": float(stats.spearmanr(targets, predictions)[0])}


def main():
    items = texts()
    stemmer = PorterStemmer()
    values = {"texts": items, "bleu": bleu(items), "chrf": chrf(items), "tokenized": tokenized(),
              "rouge": rouge(items), "stems": {word: stemmer.stem(word) for word in STEMS},
              "entities": entities(), "answers": answers(), "classes": classes(),
              "label_sets": label_sets(), "numbers": numbers()}
    sys.stdout.write("{\n" + ",\n".join(json.dumps(key) + ": " + json.dumps(value, ensure_ascii=False)
                                       for key, value in values.items()) + "\n}\n")


main()
