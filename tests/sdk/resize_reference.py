"""Prints the numbers of image_resize_test.cpp.

The same resizing by other means: a dense matrix of weights for each direction, in double precision,
from Keys' kernel with a = -0.5, stretched when an image becomes smaller; values are rounded and
clipped after the columns of a line have been mixed, and again after the lines.
Needs numpy:  python3 resize_reference.py
"""

import numpy as np


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


def sample(height, width):
    y, x = np.mgrid[0:height, 0:width]
    return (37 * y + 91 * x + 13 * x * y + 5) % 256


for height, width, new_height, new_width in [(5, 7, 3, 4), (3, 4, 5, 6), (9, 2, 4, 2), (8, 8, 1, 1)]:
    print((height, width, new_height, new_width))
    print(", ".join(map(str, resized(sample(height, width).astype(float), new_height, new_width).ravel())))

y, x = np.mgrid[0:6, 0:8]
pixels = resized(sample(6, 8).astype(float), 4, 5)  # the shorter side becomes 4
print("pixel_values")
print(", ".join(f"{v:.6f}" for v in ((pixels[:, 0:4] / 255 - 0.5) / 0.25).ravel()))
