"""The kit's networks in PyTorch: anything that `anpvs export` writes becomes a torch.nn.Module.

    from anpvs_networks import load
    model = load("model.npz")      # or compact.npz of --compact, or net.onnx of --onnx
    logits = model(images)         # images (N, C, H, W) float32 in [0, 1]; logits (N, classes)

A module is in evaluation mode, standardises images itself where the kit does, and is differentiable by its input.
Needs numpy and torch; for .onnx files also onnx. Tested with those of Debian 12: numpy 1.24, torch 1.13, onnx 1.12.
"""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

POOLED = {2: {1, 2}, 13: {2, 4, 7, 10, 13}}  # convolutions behind which the map is halved
EPSILON = 1e-3  # of batch normalisation
THRESHOLD = 1e-3  # of a mask's expectation
IMAGE_EPSILON = 1 / (255.0 * 255.0 * 3072.0)


def convolutions(arrays):
    """How many of them a network of these arrays has."""
    return sum(name.startswith("conv") and name.endswith(".weight") for name in arrays)


def standardise(images):
    """Each image minus its mean, over its standard deviation."""
    centred = images - images.mean(dim=(1, 2, 3), keepdim=True)
    return centred / (centred.square().mean(dim=(1, 2, 3), keepdim=True) + IMAGE_EPSILON).sqrt()


class Network(nn.Module):
    """Convolutions with ReLU and max-pool, then two dense layers; masks and batch normalisation are multiplied in."""

    standardised = False
    padding = 0

    def __init__(self, arrays):
        super().__init__()
        tensors = {name: torch.from_numpy(np.array(value)) for name, value in arrays.items()}
        self.depth = convolutions(tensors)
        for name, value in tensors.items():
            self.register_buffer(name.replace(".", "_"), value)

    def part(self, name):
        return getattr(self, name.replace(".", "_"), None)

    def forward(self, images):
        x = standardise(images) if self.standardised else images
        for l in range(1, self.depth + 1):
            constant = self.part(f"conv{l}.constant")
            weight = self.part(f"conv{l}.weight")
            if constant is not None:  # one more input channel that is 1 everywhere, zero-padded like the others
                x = torch.cat([x, torch.ones_like(x[:, :1])], 1)
                weight = torch.cat([weight, constant[:, None]], 1)
            x = F.relu(F.conv2d(x, weight, self.part(f"conv{l}.bias"), padding=self.padding))
            if l in POOLED[self.depth]:
                x = F.max_pool2d(x, 2)
        x = x.flatten(1)
        columns = self.part(f"mask{self.depth + 1}.columns")
        if columns is not None:
            x = x[:, columns]
        for l in (self.depth + 1, self.depth + 2):
            x = F.linear(x, self.part(f"dense{l}.weight"), self.part(f"dense{l}.bias"))
            x = F.relu(x) if l == self.depth + 1 else x
        return x


class LeNet(Network):
    """LeNet-5-Caffe for images (N, 1, 28, 28)."""


class Vgg(Network):
    """VGG-16 for images (N, 3, 32, 32)."""

    standardised = True
    padding = 1


def expectation(arrays, l):
    """The mask of evaluation, in double precision: its expectation, 0 below the threshold."""
    if f"mask{l}.mu" in arrays:
        mu = np.float64(arrays[f"mask{l}.mu"])
        log_alpha = np.float64(arrays[f"mask{l}.logvar"]) - np.log(mu * mu + 1e-8)
        return np.where(log_alpha < 0, mu, 0)
    if f"mask{l}.a_uc" not in arrays:
        return None
    a, b = (torch.from_numpy(np.float64(arrays[f"mask{l}.{name}_uc"])) for name in "ab")
    a, b = F.softplus(a.clamp(min=-10)), F.softplus(b.clamp(-10, 50))
    log = torch.log(b) + torch.lgamma(1 + 1 / a) + torch.lgamma(b) - torch.lgamma(1 + 1 / a + b)
    value = torch.exp(log).numpy()
    return np.where(value > THRESHOLD, value, 0)


def folded(arrays, rounded=False):
    """Weights with the masks and batch normalisation of a file of `anpvs export` multiplied in.

    rounded: every kept unit of a mask counts fully, for runs whose spec says "frozen" : "ROUNDED".
    """
    depth = convolutions(arrays)
    result = {}
    for l in range(1, depth + 3):
        layer = f"conv{l}" if l <= depth else f"dense{l}"
        weight = np.float64(arrays[layer + ".weight"])
        bias = np.float64(arrays[layer + ".bias"])
        mask = expectation(arrays, l)
        if mask is not None:
            mask = np.float64(mask != 0) if rounded else mask
            if l <= depth:
                weight, bias = weight * mask[:, None, None, None], bias * mask
            else:
                weight = weight * mask
        if f"bn{l}.weight" in arrays:
            gamma, beta, mean, variance = (
                np.float64(arrays[f"bn{l}.{name}"]) for name in ("weight", "bias", "running_mean", "running_var"))
            scale = gamma / np.sqrt(variance + EPSILON)
            weight = weight * scale.reshape((-1,) + (1,) * (weight.ndim - 1))
            bias = (bias - mean) * scale + beta
        result[layer + ".weight"], result[layer + ".bias"] = np.float32(weight), np.float32(bias)
    return result


def compact(arrays):
    """Weights of a file of `anpvs export --compact`, which leaves out the pruned units."""
    depth = convolutions(arrays)
    kept = arrays[f"mask{depth}.kept"]
    positions = 16 if depth == 2 else 1
    units = np.int64(arrays[f"mask{depth + 1}.kept"])
    result = {name: value for name, value in arrays.items() if name.startswith(("conv", "dense"))}
    result[f"mask{depth + 1}.columns"] = np.searchsorted(kept, units // positions) * positions + units % positions
    return result


class OnnxNetwork(nn.Module):
    """The graph of a file of `anpvs export --onnx`, node by node."""

    def __init__(self, file):
        super().__init__()
        import onnx
        from onnx import numpy_helper

        graph = onnx.load(str(file)).graph
        self.input, self.output = graph.input[0].name, graph.output[0].name
        self.names = {}
        for i, tensor in enumerate(graph.initializer):
            self.register_buffer(f"constant{i}", torch.from_numpy(np.array(numpy_helper.to_array(tensor))))
            self.names[tensor.name] = f"constant{i}"
        self.nodes = [
            (n.op_type, list(n.input), n.output[0], {a.name: onnx.helper.get_attribute_value(a) for a in n.attribute})
            for n in graph.node]

    def forward(self, images):
        values = {name: getattr(self, buffer) for name, buffer in self.names.items()}
        values[self.input] = images
        for operator, inputs, output, settings in self.nodes:
            if operator not in OPERATORS:
                raise ValueError(f"operator {operator} is none of those that the kit writes: {sorted(OPERATORS)}")
            values[output] = OPERATORS[operator](*(values[name] for name in inputs), **settings)
        return values[self.output]


OPERATORS = {
    "Conv": lambda x, w, b, pads, strides, kernel_shape: F.conv2d(x, w, b, stride=strides, padding=pads[:2]),
    "Relu": F.relu,
    "MaxPool": lambda x, kernel_shape, strides: F.max_pool2d(x, kernel_shape, strides),
    "Flatten": lambda x, axis: x.flatten(axis),
    "Gemm": lambda x, w, b, transB: F.linear(x, w, b),
    "Reshape": lambda x, shape: x.reshape(shape.tolist()),
    "InstanceNormalization": lambda x, scale, shift, epsilon: F.instance_norm(x, None, None, scale, shift, eps=epsilon),
    "Softmax": lambda x, axis: x.softmax(axis),
    "Add": torch.add,
    "Div": torch.div,
    "Log": torch.log,
}


def load(file, rounded=False):
    """A module in evaluation mode of an .npz or .onnx file that the kit exported."""
    if str(file).endswith(".onnx"):
        return OnnxNetwork(file).eval()
    arrays = dict(np.load(file))
    weights = compact(arrays) if "mask1.kept" in arrays else folded(arrays, rounded)
    return (LeNet if convolutions(arrays) == 2 else Vgg)(weights).eval()
