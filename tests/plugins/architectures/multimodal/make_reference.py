"""Writes reference.json: what tiny models compute, in float64, from the papers' formulas.

usage: python3 make_reference.py > reference.json
CLIP, its vision tower as a classifier, and a text model that reads images. Weights are sines of
their index, counted over the sorted names, so that the test can make the same ones. For every
parameter the file holds the derivative of the loss along a fixed direction, by central differences.
"""
import json
import math
import sys
import numpy as np

IMAGE, PATCH, CHANNELS = 7, 3, 3  # the last row and column of pixels fill no patch
GRID = IMAGE // PATCH
VISION = dict(hidden=12, heads=3, inner=20, layers=2)
TEXT = dict(hidden=8, heads=2, inner=12, layers=2)
VOCAB, POSITIONS, PROJECTION, EOS, LABELS = 11, 6, 5, 9, 3
LLAMA = dict(hidden=8, heads=4, key_value_heads=2, inner=10, layers=2)
IMAGE_TOKEN = 10
INPUT_IDS = np.array([[1, 3, 7, 9, 0, 0], [1, 9, 0, 0, 0, 0]])
MASK = np.array([[1, 1, 1, 1, 0, 0], [1, 1, 0, 0, 0, 0]])
CLASSES = np.array([2, 0])
# For the text model: one image each, at different places, behind text and in front of it.
PROMPTS = np.array([[1, 10, 3, 5, 2], [10, 4, 6, 2, 0]])
PROMPT_MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 1, 0]])
PROMPT_LABELS = np.array([[-100, -100, 3, 5, 2], [-100, 4, 6, 2, 7]])


def pixels():
    count = 2 * CHANNELS * IMAGE * IMAGE
    return np.sin(0.013 * np.arange(count) ** 2 + 0.3).reshape(2, CHANNELS, IMAGE, IMAGE)


def norm(name, width):
    return {name + ".weight": (width,), name + ".bias": (width,)}


def linear(name, inputs, outputs, bias=True):
    return {name + ".weight": (outputs, inputs), **({name + ".bias": (outputs,)} if bias else {})}


def tower_layers(prefix, size):
    result = {}
    for i in range(size["layers"]):
        p = f"{prefix}encoder.layers.{i}."
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            result |= linear(p + "self_attn." + part, size["hidden"], size["hidden"])
        result |= norm(p + "layer_norm1", size["hidden"]) | norm(p + "layer_norm2", size["hidden"])
        result |= linear(p + "mlp.fc1", size["hidden"], size["inner"])
        result |= linear(p + "mlp.fc2", size["inner"], size["hidden"])
    return result


def vision_shapes(prefix):
    hidden = VISION["hidden"]
    return {
        prefix + "embeddings.class_embedding": (hidden,),
        prefix + "embeddings.patch_embedding.weight": (hidden, CHANNELS, PATCH, PATCH),
        prefix + "embeddings.position_embedding.weight": (GRID * GRID + 1, hidden),
        **norm(prefix + "pre_layrnorm", hidden), **norm(prefix + "post_layernorm", hidden),
        **tower_layers(prefix, VISION)}


def clip_shapes():
    return {
        "logit_scale": (),
        "text_model.embeddings.token_embedding.weight": (VOCAB, TEXT["hidden"]),
        "text_model.embeddings.position_embedding.weight": (POSITIONS, TEXT["hidden"]),
        **norm("text_model.final_layer_norm", TEXT["hidden"]), **tower_layers("text_model.", TEXT),
        **vision_shapes("vision_model."),
        **linear("visual_projection", VISION["hidden"], PROJECTION, False),
        **linear("text_projection", TEXT["hidden"], PROJECTION, False)}


def classifier_shapes():
    return {**vision_shapes("vision_model."), **linear("classifier", VISION["hidden"], LABELS)}


def llava_shapes():
    hidden, inner = LLAMA["hidden"], LLAMA["inner"]
    narrow = hidden // LLAMA["heads"] * LLAMA["key_value_heads"]
    result = {
        **vision_shapes("vision_tower.vision_model."),
        **linear("multi_modal_projector.linear_1", VISION["hidden"], hidden),
        **linear("multi_modal_projector.linear_2", hidden, hidden),
        "language_model.model.embed_tokens.weight": (VOCAB, hidden),
        "language_model.model.norm.weight": (hidden,),
        "language_model.lm_head.weight": (VOCAB, hidden)}
    for i in range(LLAMA["layers"]):
        p = f"language_model.model.layers.{i}."
        result |= {p + "input_layernorm.weight": (hidden,), p + "post_attention_layernorm.weight": (hidden,)}
        for part, width in (("q", hidden), ("k", narrow), ("v", narrow), ("o", hidden)):
            result |= linear(f"{p}self_attn.{part}_proj", hidden, width, False)
        result |= linear(p + "mlp.gate_proj", hidden, inner, False)
        result |= linear(p + "mlp.up_proj", hidden, inner, False)
        result |= linear(p + "mlp.down_proj", inner, hidden, False)
    return result


def parameters(shapes):
    result = {}
    for k, name in enumerate(sorted(shapes)):
        count = math.prod(shapes[name])
        index = np.arange(count)
        values = 0.3 * np.sin(1.3 * k + 0.7 * index + 0.011 * index**2 + 0.1)
        if "norm" in name and name.endswith("weight"):
            values = values + 1.0
        result[name] = values.reshape(shapes[name])
    return result


def layer_norm(x, p, name):
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
    return scaled * p[name + ".weight"] + p[name + ".bias"]


def rms_norm(x, weight):
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * weight


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def gelu(x):
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def apply(p, name, x):
    y = x @ p[name + ".weight"].T
    return y + p[name + ".bias"] if name + ".bias" in p else y


def attend(q, k, v, heads, seen):
    split = lambda t: t.reshape(t.shape[0], t.shape[1], heads, -1).transpose(0, 2, 1, 3)
    q, k, v = split(q), split(k), split(v)
    scores = q @ k.transpose(0, 1, 3, 2) / math.sqrt(q.shape[-1])
    mixed = softmax(np.where(seen, scores, -1e30)) @ v
    return mixed.transpose(0, 2, 1, 3).reshape(mixed.shape[0], mixed.shape[2], -1)


def layer(p, name, x, size, seen):
    inner = layer_norm(x, p, name + "layer_norm1")
    q, k, v = (apply(p, f"{name}self_attn.{part}_proj", inner) for part in "qkv")
    x = x + apply(p, name + "self_attn.out_proj", attend(q, k, v, size["heads"], seen))
    inner = gelu(apply(p, name + "mlp.fc1", layer_norm(x, p, name + "layer_norm2")))
    return x + apply(p, name + "mlp.fc2", inner)


def vision(p, prefix):
    """Hidden states, from the normalized embeddings on."""
    images = pixels()
    weight = p[prefix + "embeddings.patch_embedding.weight"]
    tokens = [np.broadcast_to(p[prefix + "embeddings.class_embedding"], (2, VISION["hidden"]))]
    for row in range(GRID):
        for column in range(GRID):
            patch = images[:, :, row * PATCH:(row + 1) * PATCH, column * PATCH:(column + 1) * PATCH]
            tokens.append(np.einsum("bcij,hcij->bh", patch, weight))
    x = np.stack(tokens, 1) + p[prefix + "embeddings.position_embedding.weight"]
    states = [layer_norm(x, p, prefix + "pre_layrnorm")]
    for i in range(VISION["layers"]):
        states.append(layer(p, f"{prefix}encoder.layers.{i}.", states[-1], VISION, True))
    return states


def text(p):
    prefix, seq = "text_model.", INPUT_IDS.shape[1]
    x = p[prefix + "embeddings.token_embedding.weight"][INPUT_IDS]
    x = x + p[prefix + "embeddings.position_embedding.weight"][:seq]
    seen = np.tril(np.ones((seq, seq), bool))[None, None] & (MASK[:, None, None, :] > 0)
    for i in range(TEXT["layers"]):
        x = layer(p, f"{prefix}encoder.layers.{i}.", x, TEXT, seen)
    x = layer_norm(x, p, prefix + "final_layer_norm")
    return x[np.arange(2), (INPUT_IDS == EOS).argmax(-1)]


def cross_entropy(logits, labels):
    picked = np.log(softmax(logits))[np.arange(len(labels)), np.maximum(labels, 0)]
    return -(picked * (labels >= 0)).sum() / (labels >= 0).sum()


def clip(p):
    pooled = layer_norm(vision(p, "vision_model.")[-1][:, 0], p, "vision_model.post_layernorm")
    image, words = apply(p, "visual_projection", pooled), apply(p, "text_projection", text(p))
    image = image / np.linalg.norm(image, axis=-1, keepdims=True)
    words = words / np.linalg.norm(words, axis=-1, keepdims=True)
    logits = np.exp(p["logit_scale"]) * words @ image.T
    own = np.arange(2)
    return logits, 0.5 * (cross_entropy(logits, own) + cross_entropy(logits.T, own))


def classifier(p):
    patches = vision(p, "vision_model.")[-1][:, 1:].mean(1)
    logits = apply(p, "classifier", patches)
    return logits, cross_entropy(logits, CLASSES)


def turn(x, heads):
    """Rotary positions: element i of a head is paired with i + half."""
    batch, seq, width = x.shape
    x = x.reshape(batch, seq, heads, -1)
    half = x.shape[-1] // 2
    angle = np.arange(seq)[:, None] * 10000.0 ** (-np.arange(half) / half)
    cos, sin = np.cos(angle)[None, :, None], np.sin(angle)[None, :, None]
    first, second = x[..., :half], x[..., half:]
    return np.concatenate([first * cos - second * sin, second * cos + first * sin], -1).reshape(batch, seq, width)


def llava(p):
    features = vision(p, "vision_tower.vision_model.")[-2][:, 1:]
    features = gelu(apply(p, "multi_modal_projector.linear_1", features))
    features = apply(p, "multi_modal_projector.linear_2", features)
    embedded, masks, labels = [], [], []
    for row in range(2):
        x, mask, label = [], [], []
        for token, real, target in zip(PROMPTS[row], PROMPT_MASK[row], PROMPT_LABELS[row]):
            count = len(features[row]) if token == IMAGE_TOKEN else 1
            x.extend(features[row] if count > 1 else [p["language_model.model.embed_tokens.weight"][token]])
            mask.extend([real] * count)
            label.extend([target if real and count == 1 else -100] * count)
        embedded.append(x), masks.append(mask), labels.append(label)
    x, mask, labels = np.array(embedded), np.array(masks), np.array(labels)
    heads, shared = LLAMA["heads"], LLAMA["heads"] // LLAMA["key_value_heads"]
    seq = x.shape[1]
    seen = np.tril(np.ones((seq, seq), bool))[None, None] & (mask[:, None, None, :] > 0)
    spread = lambda t: np.repeat(t.reshape(2, seq, LLAMA["key_value_heads"], -1), shared, 2).reshape(2, seq, -1)
    for i in range(LLAMA["layers"]):
        name = f"language_model.model.layers.{i}."
        inner = rms_norm(x, p[name + "input_layernorm.weight"])
        q, k, v = (apply(p, f"{name}self_attn.{part}_proj", inner) for part in "qkv")
        q, k = turn(q, heads), turn(k, LLAMA["key_value_heads"])
        x = x + apply(p, name + "self_attn.o_proj", attend(q, spread(k), spread(v), heads, seen))
        inner = rms_norm(x, p[name + "post_attention_layernorm.weight"])
        gate = apply(p, name + "mlp.gate_proj", inner)
        inner = gate / (1 + np.exp(-gate)) * apply(p, name + "mlp.up_proj", inner)
        x = x + apply(p, name + "mlp.down_proj", inner)
    logits = rms_norm(x, p["language_model.model.norm.weight"]) @ p["language_model.lm_head.weight"].T
    flat = logits[:, :-1].reshape(-1, VOCAB)
    return np.where(mask[..., None] > 0, logits, 0), cross_entropy(flat, labels[:, 1:].reshape(-1))


def derivative(model, p, name):
    """Along the direction cos(0.3 i) of one parameter."""
    direction = np.cos(0.3 * np.arange(p[name].size)).reshape(p[name].shape)
    loss = lambda step: model({**p, name: p[name] + step * direction})[1]
    step = 1e-5
    return (loss(step) - loss(-step)) / (2 * step)


def described(model, shapes):
    values = parameters(shapes)
    logits, loss = model(values)
    return {
        "loss": round(float(loss), 9), "logits": [round(float(v), 7) for v in logits.ravel()],
        "derivatives": {name: round(float(derivative(model, values, name)), 9) for name in sorted(values)}}


json.dump({
    "clip": described(clip, clip_shapes()),
    "classifier": described(classifier, classifier_shapes()),
    "image_conditioned": described(llava, llava_shapes()),
}, fp=sys.stdout, indent=1)
print()
