#!/usr/bin/env python3
"""Attack an exported network with the field's own tools: attack.py TOOL FILE OUT.npz --epsilon E

TOOL is autoattack (the original), foolbox (PGD) or art (Auto-PGD of the Adversarial Robustness Toolbox). OUT.npz gets the
adversarial images and labels of the first test images, for `anpvs attack --images OUT.npz RUN`. Prints accuracies.
"""
import argparse
import os

import numpy as np

from accuracy import test_images

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("tool", choices=["autoattack", "foolbox", "art"])
parser.add_argument("file", help=".onnx or .npz that anpvs export wrote")
parser.add_argument("out", help=".npz to write")
parser.add_argument("--epsilon", type=float, required=True)
parser.add_argument("--dataset", choices=["mnist", "cifar10", "cifar100"], default="mnist")
parser.add_argument("--data", default=os.environ.get("ANPVS_DATA", "data"), help="folder of the data sets")
parser.add_argument("--images", type=int, default=1000, help="test images, from the first")
parser.add_argument("--rounded", action="store_true", help="of an .npz file: masks rounded to 0 and 1, where its spec says ROUNDED")
parser.add_argument("--steps", type=int, default=40, help="of foolbox and art; autoattack has its own")
parser.add_argument("--attacks", help="of autoattack, such as apgd-ce,apgd-t; default: standard AutoAttack")

try:
    import torch
    from torch import nn

    from anpvs_networks import load
except ModuleNotFoundError as missing:
    parser.parse_args()  # --help needs no other module
    raise SystemExit(f"attack.py needs {missing.name}: pip install torch onnx")


def autoattack(model, images, labels, arguments):
    from autoattack import AutoAttack

    names = arguments.attacks.split(",") if arguments.attacks else []
    version = "custom" if names else "standard"
    attack = AutoAttack(
        model, norm="Linf", eps=arguments.epsilon, version=version, attacks_to_run=names, device="cpu", seed=0)
    return attack.run_standard_evaluation(images, labels, bs=250)


def foolbox(model, images, labels, arguments):
    import foolbox as fb

    attack = fb.attacks.LinfPGD(steps=arguments.steps, abs_stepsize=2.5 * arguments.epsilon / arguments.steps)
    found = attack(fb.PyTorchModel(model, bounds=(0, 1), device="cpu"), images, labels, epsilons=arguments.epsilon)
    return found[1]


def art(model, images, labels, arguments):
    from art.attacks.evasion import AutoProjectedGradientDescent
    from art.estimators.classification import PyTorchClassifier

    classifier = PyTorchClassifier(
        model, loss=nn.CrossEntropyLoss(), input_shape=tuple(images.shape[1:]),
        nb_classes=int(model(images[:1]).shape[1]), clip_values=(0, 1), device_type="cpu")
    attack = AutoProjectedGradientDescent(
        classifier, norm=np.inf, eps=arguments.epsilon, eps_step=2 * arguments.epsilon, max_iter=arguments.steps,
        nb_random_init=1, batch_size=250, loss_type="cross_entropy", verbose=False)
    return torch.from_numpy(attack.generate(images.numpy(), labels.numpy()))


def main():
    arguments = parser.parse_args()
    torch.manual_seed(0)
    np.random.seed(0)
    model = load(arguments.file, arguments.rounded)
    pixels, classes = test_images(arguments.data, arguments.dataset)
    images, labels = torch.from_numpy(pixels[: arguments.images]), torch.from_numpy(classes[: arguments.images])
    tool = {"autoattack": autoattack, "foolbox": foolbox, "art": art}[arguments.tool]
    found = tool(model, images, labels, arguments).detach()
    # float32 may round a pixel out of the ball
    found = torch.max(torch.min(found, images + arguments.epsilon), images - arguments.epsilon).clamp(0, 1)
    np.savez(arguments.out, images=found.numpy().astype(np.float32), labels=labels.numpy())
    with torch.no_grad():
        for name, x in (("clean", images), (arguments.tool, found)):
            right = int((model(x).argmax(1) == labels).sum())
            print(f"{name}: {right} of {len(labels)}")


if __name__ == "__main__":
    main()
