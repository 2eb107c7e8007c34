"""Logits of LeNet-5-Caffe by numpy alone: the masked network and the one without its pruned units.

    anpvs export RUN full.npz
    anpvs export --compact RUN compact.npz
    python3 compact_lenet.py full.npz compact.npz t10k-images-idx3-ubyte[.gz] [images]

prints the largest difference of their logits; full.npz needs a beta-Bernoulli mask.
"""

import gzip
import math
import sys

import numpy as np


def read_images(path, count):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        magic, total, height, width = np.frombuffer(file.read(16), ">i4")
        assert magic == 2051
        pixels = np.frombuffer(file.read(min(count, total) * height * width), np.uint8)
    return pixels.reshape(-1, 1, height, width) / 255.0


def convolve(x, weight, bias):
    k = weight.shape[2]
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))
    return np.einsum("nchwij,ocij->nohw", windows, weight, optimize=True) + bias[:, None, None]


def relu_pool(x):
    n, c, h, w = x.shape
    return np.maximum(x, 0).reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))


def expected_mask(a_uc, b_uc):
    a = np.log1p(np.exp(np.maximum(np.float64(a_uc), -10)))
    b = np.log1p(np.exp(np.clip(np.float64(b_uc), -10, 50)))
    lgamma = np.vectorize(math.lgamma)
    mean = b * np.exp(lgamma(1 + 1 / a) + lgamma(b) - lgamma(1 + 1 / a + b))
    return np.where(mean > 1e-3, mean, 0)


def masked_logits(m, x):
    masks = [
        expected_mask(m[f"mask{l}.a_uc"], m[f"mask{l}.b_uc"]) if f"mask{l}.a_uc" in m else np.ones(u)
        for l, u in ((1, 20), (2, 50), (3, 800), (4, 500))
    ]
    h = relu_pool(convolve(x, m["conv1.weight"], m["conv1.bias"]) * masks[0][:, None, None])
    h = relu_pool(convolve(h, m["conv2.weight"], m["conv2.bias"]) * masks[1][:, None, None])
    h = h.reshape(len(x), -1) * masks[2]
    h = np.maximum(h @ m["dense3.weight"].T + m["dense3.bias"], 0) * masks[3]
    return h @ m["dense4.weight"].T + m["dense4.bias"]


def compact_logits(m, x):
    h = relu_pool(convolve(x, m["conv1.weight"], m["conv1.bias"]))
    h = relu_pool(convolve(h, m["conv2.weight"], m["conv2.bias"]))
    channel, position = np.divmod(m["mask3.kept"], 16)
    inputs = np.searchsorted(m["mask2.kept"], channel) * 16 + position
    h = h.reshape(len(x), -1)[:, inputs]
    h = np.maximum(h @ m["dense3.weight"].T + m["dense3.bias"], 0)
    return h @ m["dense4.weight"].T + m["dense4.bias"]


def main():
    full, compact = np.load(sys.argv[1]), np.load(sys.argv[2])
    images = read_images(sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 100)
    print("run", compact["run"].tobytes().decode())
    print("units", [len(compact[f"mask{l}.kept"]) for l in (1, 2, 3, 4)])
    whole, small = masked_logits(full, images), compact_logits(compact, images)
    print("first image", np.round(small[0], 4))
    difference = np.abs(whole - small).max() / np.abs(whole).max()
    print(f"{len(images)} images, logits differ by up to {difference:.1e} of the largest")
    assert difference < 1e-4
    assert (whole.argmax(1) == small.argmax(1)).all()


if __name__ == "__main__":
    main()
