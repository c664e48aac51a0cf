"""One step of training in PyTorch, for TrainStepTest: python3 train_step.py NETWORK IN OUT

IN and OUT are safetensors. IN holds the weights by the names of the graph, "input" [N,3,S,S], and "direction" [N,D].
OUT gets "before" (the vectors in evaluation), "vectors" (in training), the running statistics after it by their names,
and "grad." and the name for each gradient of sum(vectors * direction). Dropout is left out: its draws differ.
"""
import json
import struct
import sys

import torch
from torch import nn


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(bytearray(data[start:end]), dtype=torch.float32).reshape(entry["shape"])
    return tensors


def write(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        values = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def depthwise_separable(inputs, outputs, stride):
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False), nn.BatchNorm2d(inputs), nn.ReLU6(),
        nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU6())


class FacenetMobileNetV1(nn.Module):
    def __init__(self, dimension):
        super().__init__()
        first = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU6())
        widths = [(32, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1)]
        self.stage1 = nn.Sequential(first, *[depthwise_separable(*width) for width in widths])
        self.stage2 = nn.Sequential(depthwise_separable(256, 512, 2), *[depthwise_separable(512, 512, 1) for _ in range(5)])
        self.stage3 = nn.Sequential(depthwise_separable(512, 1024, 2), depthwise_separable(1024, 1024, 1))
        self.Bottleneck = nn.Linear(1024, dimension, bias=False)
        self.last_bn = nn.BatchNorm1d(dimension, eps=0.001, momentum=0.1)

    def forward(self, x):
        x = self.stage3(self.stage2(self.stage1(x)))
        return self.last_bn(self.Bottleneck(x.mean((2, 3))))


class ImprovedBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False)
        self.bn2, self.prelu = nn.BatchNorm2d(outputs), nn.PReLU(outputs)
        self.conv2, self.bn3 = nn.Conv2d(outputs, outputs, 3, 2, 1, bias=False), nn.BatchNorm2d(outputs)
        self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, 2, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.prelu(self.bn2(self.conv1(self.bn1(x))))
        return self.bn3(self.conv2(y)) + self.downsample(x)


class ImprovedResNet(nn.Module):
    """With one block a stage."""

    def __init__(self, dimension):
        super().__init__()
        self.conv1, self.bn1, self.prelu = nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.PReLU(64)
        self.layer1 = nn.Sequential(ImprovedBlock(64, 64))
        self.layer2 = nn.Sequential(ImprovedBlock(64, 128))
        self.layer3 = nn.Sequential(ImprovedBlock(128, 256))
        self.layer4 = nn.Sequential(ImprovedBlock(256, 512))
        self.bn2, self.fc = nn.BatchNorm2d(512), nn.Linear(512 * 49, dimension)
        self.features = nn.BatchNorm1d(dimension)
        self.features.weight.requires_grad = False

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.prelu(self.bn1(self.conv1(x)))))))
        return self.features(self.fc(torch.flatten(self.bn2(x), 1)))


def graph_name(network, key):
    """What the graph calls an entry of the state dict: dots are underscores, normalisations have names of their own."""
    path, kind = key.rsplit(".", 1)
    module = network.get_submodule(path)
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        kind = {"weight": "gamma", "bias": "beta", "running_mean": "mean", "running_var": "variance"}[kind]
    if isinstance(module, nn.PReLU):
        kind = "slope"
    return path.replace(".", "_") + "." + kind


given = read(sys.argv[2])
input, direction = given.pop("input"), given.pop("direction")
network = {"facenet-mobilenetv1": FacenetMobileNetV1, "improved": ImprovedResNet}[sys.argv[1]](direction.shape[1])
names = {key: graph_name(network, key) for key in network.state_dict() if not key.endswith("num_batches_tracked")}
assert set(names.values()) == set(given), set(names.values()) ^ set(given)
network.load_state_dict({key: given[name] for key, name in names.items()}, strict=False)

with torch.no_grad():
    results = {"before": network.eval()(input)}
results["vectors"] = network.train()(input)
(results["vectors"] * direction).sum().backward()
for key, value in network.state_dict().items():
    if "running" in key:
        results[names[key]] = value
for key, value in network.named_parameters():
    if value.grad is not None:
        results["grad." + names[key]] = value.grad
write(sys.argv[3], results)
