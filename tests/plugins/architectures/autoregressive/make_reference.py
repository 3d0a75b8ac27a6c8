"""Writes reference.json: what a tiny GPT-2 computes, in float64, from the paper's formulas.

usage: python3 make_reference.py > reference.json
Weights are sines of their index, so that the test can make the same ones. For every parameter the
file holds the derivative of the loss along a fixed direction, by central differences.
"""
import json
import numpy as np

HIDDEN, LAYERS, HEADS, VOCAB, POSITIONS = 8, 2, 2, 11, 6
INPUT_IDS = np.array([[3, 1, 4, 1, 5], [9, 2, 6, 0, 0]])
MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
LABELS = np.array([[3, 1, 4, 1, 5], [9, -100, 6, -100, -100]])


def shapes():
    yield "transformer.wte.weight", (VOCAB, HIDDEN)
    yield "transformer.wpe.weight", (POSITIONS, HIDDEN)
    for i in range(LAYERS):
        h = f"transformer.h.{i}."
        yield h + "ln_1.weight", (HIDDEN,)
        yield h + "ln_1.bias", (HIDDEN,)
        yield h + "attn.c_attn.weight", (HIDDEN, 3 * HIDDEN)
        yield h + "attn.c_attn.bias", (3 * HIDDEN,)
        yield h + "attn.c_proj.weight", (HIDDEN, HIDDEN)
        yield h + "attn.c_proj.bias", (HIDDEN,)
        yield h + "ln_2.weight", (HIDDEN,)
        yield h + "ln_2.bias", (HIDDEN,)
        yield h + "mlp.c_fc.weight", (HIDDEN, 4 * HIDDEN)
        yield h + "mlp.c_fc.bias", (4 * HIDDEN,)
        yield h + "mlp.c_proj.weight", (4 * HIDDEN, HIDDEN)
        yield h + "mlp.c_proj.bias", (HIDDEN,)
    yield "transformer.ln_f.weight", (HIDDEN,)
    yield "transformer.ln_f.bias", (HIDDEN,)


def parameters():
    result = {}
    for k, (name, shape) in enumerate(shapes()):
        values = 0.3 * np.sin(1.3 * k + 0.7 * np.arange(np.prod(shape)) + 0.1)
        if ".ln_" in name and name.endswith("weight"):
            values = values + 1.0
        result[name] = values.reshape(shape)
    return result


def layer_norm(x, weight, bias):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * weight + bias


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def attention(x, p, h):
    batch, seq, _ = x.shape
    q, k, v = np.split(x @ p[h + "c_attn.weight"] + p[h + "c_attn.bias"], 3, axis=-1)
    heads = lambda t: t.reshape(batch, seq, HEADS, -1).transpose(0, 2, 1, 3)
    q, k, v = heads(q), heads(k), heads(v)
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(HIDDEN // HEADS)
    seen = np.tril(np.ones((seq, seq)))[None, None] * MASK[:, None, None, :]
    context = softmax(np.where(seen > 0, scores, -1e30)) @ v
    return context.transpose(0, 2, 1, 3).reshape(batch, seq, HIDDEN) @ p[h + "c_proj.weight"] + p[h + "c_proj.bias"]


def forward(p):
    x = p["transformer.wte.weight"][INPUT_IDS] + p["transformer.wpe.weight"][: INPUT_IDS.shape[1]]
    for i in range(LAYERS):
        h = f"transformer.h.{i}."
        x = x + attention(layer_norm(x, p[h + "ln_1.weight"], p[h + "ln_1.bias"]), p, h + "attn.")
        inner = layer_norm(x, p[h + "ln_2.weight"], p[h + "ln_2.bias"])
        inner = gelu(inner @ p[h + "mlp.c_fc.weight"] + p[h + "mlp.c_fc.bias"])
        x = x + inner @ p[h + "mlp.c_proj.weight"] + p[h + "mlp.c_proj.bias"]
    x = layer_norm(x, p["transformer.ln_f.weight"], p["transformer.ln_f.bias"])
    logits = x @ p["transformer.wte.weight"].T
    targets = LABELS[:, 1:]
    log_probabilities = np.log(softmax(logits[:, :-1]))
    picked = np.take_along_axis(log_probabilities, np.maximum(targets, 0)[..., None], -1)[..., 0]
    return logits, -(picked * (targets >= 0)).sum() / (targets >= 0).sum()


def derivative(p, name):
    """Along the direction cos(0.3 i) of one parameter."""
    direction = np.cos(0.3 * np.arange(p[name].size)).reshape(p[name].shape)
    loss = lambda step: forward({**p, name: p[name] + step * direction})[1]
    step = 1e-5
    return (loss(step) - loss(-step)) / (2 * step)


values = parameters()
logits, loss = forward(values)
json.dump({
    "input_ids": INPUT_IDS.ravel().tolist(), "attention_mask": MASK.ravel().tolist(),
    "labels": LABELS.ravel().tolist(), "batch": INPUT_IDS.shape[0],
    "loss": round(float(loss), 9), "logits": [round(float(v), 7) for v in logits.ravel()],
    "derivatives": {name: round(float(derivative(values, name)), 9) for name in values},
}, fp=__import__("sys").stdout, indent=1)
print()
