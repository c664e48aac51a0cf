"""Steps of training in PyTorch, for TorchPeer: python3 train_step.py SETTINGS TENSORS

SETTINGS is JSON: the network, and what its training is set to. TENSORS is safetensors: the weights by the names of
Sightline's graph, those of the head that tells people apart ("loss." before them), and "faces", [batches, N, 3, S, S].

The first line of the answer is JSON too: "ready" with the versions, "missing" where this Python has no PyTorch, or
"unknown" where the network is not written here. Then each line of
standard input is a number of steps; its answer has what each of them took ("ms"), the loss before each ("losses"), and
the processor time of all of them together ("cpuMs").
"""
import json
import platform
import struct
import sys
import time


def answer(**values):
    print(json.dumps(values), flush=True)


try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError:
    answer(missing="not installed: apt-get install python3-torch")
    sys.exit()


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(bytearray(data[start:end]), dtype=torch.float32).reshape(entry["shape"])
    return tensors


def separable(inputs, outputs, stride):
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False), nn.BatchNorm2d(inputs), nn.ReLU6(),
        nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU6())


class FacenetMobileNetV1(nn.Module):
    def __init__(self, dimension):
        super().__init__()
        first = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU6())
        widths = [(32, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1)]
        self.stage1 = nn.Sequential(first, *[separable(*width) for width in widths])
        self.stage2 = nn.Sequential(separable(256, 512, 2), *[separable(512, 512, 1) for _ in range(5)])
        self.stage3 = nn.Sequential(separable(512, 1024, 2), separable(1024, 1024, 1))
        self.Bottleneck = nn.Linear(1024, dimension, bias=False)
        self.last_bn = nn.BatchNorm1d(dimension, eps=0.001)

    def forward(self, x):
        x = self.stage3(self.stage2(self.stage1(x)))
        return self.last_bn(self.Bottleneck(x.mean((2, 3))))


def shorter(inputs, outputs, stride):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None if stride == 1 else shorter(inputs, outputs, stride)

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    """torchvision's, with a head for faces."""

    def __init__(self, dimension):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        self.relu, self.maxpool = nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for stage, outputs in enumerate([64, 128, 256, 512], 1):
            blocks = BasicBlock(inputs, outputs, 1 if stage == 1 else 2), BasicBlock(outputs, outputs, 1)
            setattr(self, "layer%d" % stage, nn.Sequential(*blocks))
            inputs = outputs
        self.head_fc, self.head_bn = nn.Linear(512, dimension, bias=False), nn.BatchNorm1d(dimension)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.relu(self.head_bn(self.head_fc(x.mean((2, 3)))))


class ImprovedBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False)
        self.bn2, self.prelu = nn.BatchNorm2d(outputs), nn.PReLU(outputs)
        self.conv2, self.bn3 = nn.Conv2d(outputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.downsample = None if stride == 1 else shorter(inputs, outputs, stride)

    def forward(self, x):
        y = self.bn3(self.conv2(self.prelu(self.bn2(self.conv1(self.bn1(x))))))
        return y + (x if self.downsample is None else self.downsample(x))


class ImprovedResNet(nn.Module):
    """ArcFace's."""

    def __init__(self, blocks, dimension):
        super().__init__()
        self.conv1, self.bn1, self.prelu = nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.PReLU(64)
        inputs = 64
        for stage, outputs in enumerate([64, 128, 256, 512], 1):
            rest = [ImprovedBlock(outputs, outputs, 1) for _ in range(blocks[stage - 1] - 1)]
            setattr(self, "layer%d" % stage, nn.Sequential(ImprovedBlock(inputs, outputs, 2), *rest))
            inputs = outputs
        self.bn2, self.fc = nn.BatchNorm2d(512), nn.Linear(512 * 49, dimension)
        self.features = nn.BatchNorm1d(dimension)
        self.features.weight.requires_grad = False

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.prelu(self.bn1(self.conv1(x)))))))
        return self.features(self.fc(torch.flatten(self.bn2(x), 1)))


NETWORKS = {
    "facenet-mobilenetv1": FacenetMobileNetV1,
    "resnet18": ResNet18,
    "resnet50": lambda dimension: ImprovedResNet([3, 4, 14, 3], dimension),
    "resnet100": lambda dimension: ImprovedResNet([3, 13, 30, 3], dimension),
}


def graph_name(network, key):
    """What the graph calls an entry of the state dict: dots are underscores, normalisations have names of their own."""
    path, kind = key.rsplit(".", 1)
    module = network.get_submodule(path)
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        kind = {"weight": "gamma", "bias": "beta", "running_mean": "mean", "running_var": "variance"}[kind]
    if isinstance(module, nn.PReLU):
        kind = "slope"
    return path.replace(".", "_") + "." + kind


def load(network, given):
    names = {key: graph_name(network, key) for key in network.state_dict() if not key.endswith("num_batches_tracked")}
    assert set(names.values()) == set(given), set(names.values()) ^ set(given)
    network.load_state_dict({key: given[name] for key, name in names.items()}, strict=False)


def triplet_loss(vectors, people, margin):
    """Semi-hard negatives, squared distances of unit vectors; the mean over the triplets that break the margin."""
    unit = functional.normalize(vectors)
    with torch.no_grad():
        distances = (2 - 2 * unit @ unit.T).clamp(min=0)
        same = people[:, None] == people
        anchors, positives = (same & ~torch.eye(len(people), dtype=torch.bool)).nonzero(as_tuple=True)
        rows, others = distances[anchors], ~same[anchors]
        beyond = others & (rows > distances[anchors, positives][:, None])
        nearest = rows.masked_fill(~beyond, float("inf")).argmin(1)
        farthest = rows.masked_fill(~others, float("-inf")).argmax(1)
        negatives = torch.where(beyond.any(1), nearest, farthest)
    positive = (unit[anchors] - unit[positives]).square().sum(1)
    negative = (unit[anchors] - unit[negatives]).square().sum(1)
    broken = (positive - negative + margin).relu()
    return broken.sum() / (broken > 0).sum().clamp(min=1)


class Training:
    def __init__(self, settings, tensors):
        self.settings = settings
        self.batches = list(tensors.pop("faces"))
        self.people = torch.arange(len(self.batches[0])) // settings["images"]
        self.taken = 0
        weight = tensors.pop("loss.classes.classes.weight")
        self.head = nn.Linear(weight.shape[1], weight.shape[0])
        self.head.load_state_dict({"weight": weight, "bias": tensors.pop("loss.classes.classes.bias")})
        self.network = NETWORKS[settings["network"]](weight.shape[1]).train()
        load(self.network, tensors)
        weights = [*self.network.parameters(), *self.head.parameters()]
        self.optimizer = torch.optim.AdamW([
            {"params": [w for w in weights if w.dim() > 1], "weight_decay": settings["decay"]},
            {"params": [w for w in weights if w.dim() == 1 and w.requires_grad], "weight_decay": 0.0},
        ], lr=settings["rate"])

    def step(self):
        # As ours are: the CPU's convolutions are faster on pictures that lie channels last.
        faces = self.batches[self.taken % len(self.batches)].contiguous(memory_format=torch.channels_last)
        self.taken += 1
        self.optimizer.zero_grad()
        vectors = self.network(faces)
        classes = functional.cross_entropy(self.head(vectors), self.people, label_smoothing=self.settings["smoothing"])
        triplet = triplet_loss(vectors, self.people, self.settings["margin"])
        loss = self.settings["triplet"] * triplet + self.settings["classes"] * classes
        loss.backward()
        self.optimizer.step()
        return loss.item()


with open(sys.argv[1]) as file:
    settings = json.load(file)
if settings["network"] not in NETWORKS:
    answer(unknown="not written in bench for this network; there are: " + ", ".join(NETWORKS))
    sys.exit()
torch.set_num_threads(settings["threads"])
training = Training(settings, read(sys.argv[2]))
answer(ready="PyTorch %s, Python %s" % (torch.__version__, platform.python_version()))
for line in sys.stdin:
    milliseconds, losses = [], []
    cpu = time.process_time()
    for _ in range(int(line)):
        start = time.perf_counter()
        losses.append(training.step())
        milliseconds.append((time.perf_counter() - start) * 1000)
    answer(ms=milliseconds, losses=losses, cpuMs=(time.process_time() - cpu) * 1000)
