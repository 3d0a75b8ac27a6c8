"""Writes resize_vectors.json, what image_resize_test.cpp expects.

The same resizing by other means: a dense matrix of weights for each direction, in double precision,
from Keys' kernel with a = -0.5, stretched when an image becomes smaller; values are rounded and
clipped after the columns of a line have been mixed, and again after the lines. CLIP's preprocessing
resizes all of a picture, cuts the middle out of that, and normalises.
Needs numpy:  python3 resize_reference.py
Where Pillow is installed, too, the largest difference from its results is printed.
"""

import json
import pathlib

import numpy as np

SIZES = [  # height and width before, and after
    ((5, 7), (3, 4)), ((3, 4), (5, 6)), ((9, 2), (4, 2)), ((8, 8), (1, 1)), ((5, 7), (5, 7)),
    ((1, 1), (3, 5)), ((1, 9), (4, 4)), ((9, 1), (4, 4)), ((1, 40), (1, 7)), ((40, 1), (7, 1)),
    ((17, 23), (11, 7)), ((7, 5), (13, 16)), ((64, 48), (9, 5)), ((2, 2), (7, 7)),
    ((13, 13), (13, 5)), ((40, 3), (6, 12)), ((100, 25), (15, 15)), ((31, 6), (32, 5)),
]
SQUARES = [  # height and width, and the size of the square
    ((6, 8), 4), ((9, 4), 5), ((4, 9), 4), ((4, 7), 4), ((7, 4), 4), ((2, 3), 6), ((1, 30), 4),
    ((30, 1), 4), ((5, 5), 5), ((20, 31), 7),
]
MEAN = np.array([0.48145466, 0.4578275, 0.40821073])
STD = np.array([0.26862954, 0.26130258, 0.27577711])


def kernel(x):
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def weights(size, new_size):
    scale = size / new_size
    stretch = max(scale, 1.0)
    centres = (np.arange(new_size) + 0.5) * scale
    distance = (np.arange(size) + 0.5)[None, :] - centres[:, None]
    # A pixel counts when its middle, moved by half a pixel, lies in the reach of the kernel.
    low = np.maximum(0, np.floor(centres - 2 * stretch + 0.5))
    high = np.minimum(size, np.floor(centres + 2 * stretch + 0.5))
    index = np.arange(size)[None, :]
    inside = (index >= low[:, None]) & (index < high[:, None])
    matrix = np.where(inside, kernel(distance / stretch), 0.0)
    return matrix / matrix.sum(axis=1, keepdims=True)


def rounded(values):
    return np.clip(np.floor(values + 0.5), 0, 255)


def resized(image, height, width):
    across = rounded(image @ weights(image.shape[1], width).T)
    return rounded(weights(image.shape[0], height) @ across).astype(int)


def waves(height, width):
    y, x = np.mgrid[0:height, 0:width]
    return (37 * y + 91 * x + 13 * x * y + 5) % 256


def edges(height, width):
    y, x = np.mgrid[0:height, 0:width]
    return 255 * ((x * x + 3 * y + x * y) // 2 % 2)


def square(picture, size):
    height, width = picture.shape
    shorter = min(height, width)
    height, width = int(size * height / shorter), int(size * width / shorter)
    scaled = resized(picture.astype(float), height, width)
    top, left = (height - size) // 2, (width - size) // 2
    return scaled[top : top + size, left : left + size]


def pillow_difference(picture, height, width):
    try:
        from PIL import Image
    except ImportError:
        return None
    image = Image.fromarray(picture.astype(np.uint8))
    theirs = np.asarray(image.resize((width, height), Image.Resampling.BICUBIC)).astype(int)
    return np.abs(theirs - resized(picture.astype(float), height, width)).max()


resizing, differences = [], []
for before, after in SIZES:
    for picture in (waves, edges):
        values = resized(picture(*before).astype(float), *after)
        resizing.append({"picture": picture.__name__, "from": before, "to": after,
                         "values": values.ravel().tolist()})
        differences.append(pillow_difference(picture(*before), *after))
pixel_values = []
for before, size in SQUARES:
    middle = square(waves(*before), size)
    values = [(middle / 255 - mean) / std for mean, std in zip(MEAN, STD)]
    pixel_values.append({"from": before, "size": size,
                         "values": [round(float(v), 6) for v in np.array(values).ravel()]})

path = pathlib.Path(__file__).with_name("resize_vectors.json")
rows = [",\n".join(json.dumps(row, separators=(",", ":")) for row in part)
        for part in (resizing, pixel_values)]
path.write_text('{"resizing":[\n%s\n],\n"pixel_values":[\n%s\n]}\n' % tuple(rows))
print("largest difference from Pillow:", max(differences) if None not in differences else "unknown")
