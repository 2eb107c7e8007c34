#!/usr/bin/env python3
"""Clean accuracy of an exported network, without the kit: accuracy.py FILE [--dataset NAME] [--data DIR]

FILE is an .onnx file (onnxruntime, OpenCV or PyTorch runs it) or an .npz file (PyTorch). DIR holds the data sets as
`anpvs data fetch` leaves them. Prints "9749 of 10000".
"""
import argparse
import gzip
import importlib.util
import os
import pathlib

import numpy as np

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("file")
parser.add_argument("--data", default=os.environ.get("ANPVS_DATA", "data"), help="folder of the data sets")
parser.add_argument("--dataset", choices=["mnist", "cifar10", "cifar100"], default="mnist")
parser.add_argument("--runtime", choices=["onnxruntime", "cv2", "torch"], help="default: the first that is there")
parser.add_argument("--rounded", action="store_true", help="of an .npz file: masks rounded to 0 and 1, where its spec says ROUNDED")
parser.add_argument("--images", type=int, default=10000, help="test images, from the first")


def read(folder, name):
    """A file of a data set, packed or not, in its folder, else in any folder beside or below."""
    for place in (folder, folder.parent):
        for path in sorted(place.rglob(name + "*")):
            if path.is_file() and path.name in (name, name + ".gz"):
                data = path.read_bytes()
                return np.frombuffer(gzip.decompress(data) if path.suffix == ".gz" else data, np.uint8)
    raise SystemExit(f"no {name} below {folder.parent}; anpvs data fetch gets the data sets")


def test_images(data, dataset):
    """Test images (N, C, H, W) float32 in [0, 1] and their labels."""
    folder = pathlib.Path(data) / dataset
    if dataset == "mnist":
        pixels = read(folder, "t10k-images-idx3-ubyte")[16:].reshape(-1, 1, 28, 28)
        labels = read(folder, "t10k-labels-idx1-ubyte")[8:]
    elif dataset == "cifar10":
        rows = read(folder, "test_batch.bin").reshape(-1, 3073)
        pixels, labels = rows[:, 1:].reshape(-1, 3, 32, 32), rows[:, 0]
    else:
        rows = read(folder, "test.bin").reshape(-1, 3074)
        pixels, labels = rows[:, 2:].reshape(-1, 3, 32, 32), rows[:, 1]
    return pixels.astype(np.float32) / np.float32(255), labels.astype(np.int64)


def network(file, runtime, rounded):
    """A function from images to logits."""
    if runtime == "onnxruntime":
        import onnxruntime

        session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
        return lambda images: session.run(["logits"], {"images": images})[0]
    if runtime == "cv2":
        import cv2

        net = cv2.dnn.readNetFromONNX(file)

        def logits(images):
            net.setInput(images)
            return net.forward()

        return logits
    import torch

    from anpvs_networks import load

    model = load(file, rounded)

    def logits_of_torch(images):
        with torch.no_grad():
            return model(torch.from_numpy(images)).numpy()

    return logits_of_torch


def main():
    arguments = parser.parse_args()
    there = [name for name in ("onnxruntime", "cv2", "torch") if importlib.util.find_spec(name)]
    if arguments.file.endswith(".npz"):
        there = [name for name in there if name == "torch"]
    runtime = arguments.runtime or next(iter(there), None)
    if runtime is None:
        raise SystemExit("nothing here can run the file: install onnxruntime, OpenCV or PyTorch")
    logits = network(arguments.file, runtime, arguments.rounded)
    images, labels = test_images(arguments.data, arguments.dataset)
    count = min(arguments.images, len(images))
    right = 0
    for first in range(0, count, 100):
        batch = slice(first, min(first + 100, count))
        right += int((logits(images[batch]).argmax(1) == labels[batch]).sum())
    print(f"{right} of {count}")


if __name__ == "__main__":
    main()
