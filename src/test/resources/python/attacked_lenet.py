"""What AutoAttack left of a LeNet-5-Caffe, counted anew by numpy alone from the stored images.

    anpvs attack RUN
    anpvs export RUN weights.npz
    python3 attacked_lenet.py weights.npz attack-....npz t10k-images-idx3-ubyte[.gz]

checks that the adversarial images lie within epsilon of the clean ones and in [0, 1], recomputes the
logits of both, and compares every answer with broken_by. The mask, if any, is beta-Bernoulli.
"""

import sys

import numpy as np

from compact_lenet import masked_logits, read_images


def main():
    weights, attack = np.load(sys.argv[1]), np.load(sys.argv[2])
    images, labels, broken_by = attack["images"], attack["labels"], attack["broken_by"]
    clean = read_images(sys.argv[3], len(images))
    distance = np.abs(images - clean).max()
    print(f"{len(images)} images, farthest from clean {distance:.6f} of {attack['epsilon'][0]}")
    assert distance <= attack["epsilon"][0] + 1e-6
    assert images.min() >= 0 and images.max() <= 1
    before = masked_logits(weights, clean).argmax(1) == labels
    after = masked_logits(weights, images).argmax(1) == labels
    print(f"right: clean {100 * before.mean():.2f} %, under attack {100 * after.mean():.2f} %")
    print("differs from broken_by:", (before != (broken_by != 0)).sum(), (after != (broken_by < 0)).sum())
    for number in range(1, broken_by.max() + 1):
        print(f"broken by attack {number}: {(broken_by == number).sum()}")


main()
