"""FaceNet with the structure and the names of bubbliiiing/facenet-pytorch, and random weights, for BundleImportTorchTest.

python3 facenet.py FOLDER mobilenet|inception_resnetv1

Writes facenet_NAME.pth, which also has the head that training had, and input.bin and output.bin: two pictures and their
vectors before normalisation, float32.
"""
import os
import sys

import torch
from torch import nn

folder, name = sys.argv[1:]
torch.manual_seed(11)


def path(name):
    return os.path.join(folder, name)


def convolution(into, out, size, stride, groups=1):
    return [nn.Conv2d(into, out, size, stride, size // 2, groups=groups, bias=False), nn.BatchNorm2d(out), nn.ReLU6()]


def separable(into, out, stride):
    return nn.Sequential(*convolution(into, into, 3, stride, into), *convolution(into, out, 1, 1))


def stage(widths, strides):
    return [separable(a, b, s) for a, b, s in zip(widths, widths[1:], strides)]


class MobileNet(nn.Module):
    features = 1024

    def __init__(self):
        super().__init__()
        self.stage1 = nn.Sequential(
            nn.Sequential(*convolution(3, 32, 3, 2)), *stage([32, 64, 128, 128, 256, 256], [1, 2, 1, 2, 1])
        )
        self.stage2 = nn.Sequential(*stage([256] + [512] * 6, [2, 1, 1, 1, 1, 1]))
        self.stage3 = nn.Sequential(*stage([512, 1024, 1024], [2, 1]))

    def forward(self, x):
        return self.stage3(self.stage2(self.stage1(x)))


class Unit(nn.Module):
    def __init__(self, into, out, size, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(into, out, size, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(out, eps=0.001)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


class Join(nn.Module):
    """Branches side by side; with a scale, their joint result is added to the input."""

    def __init__(self, branches, width=None, joined=None, scale=None, bend=True):
        super().__init__()
        self.scale, self.bend = scale, bend
        for number, branch in enumerate(branches):
            setattr(self, f"branch{number}", branch[0] if len(branch) == 1 else nn.Sequential(*branch))
        self.count = len(branches)
        if scale:
            self.conv2d = nn.Conv2d(joined, width, 1)

    def forward(self, x):
        y = torch.cat([getattr(self, f"branch{number}")(x) for number in range(self.count)], 1)
        if self.scale:
            y = self.conv2d(y) * self.scale + x
            y = torch.relu(y) if self.bend else y
        return y


def block35():
    third = [Unit(256, 32, 1), Unit(32, 32, 3, 1, 1), Unit(32, 32, 3, 1, 1)]
    return Join([[Unit(256, 32, 1)], [Unit(256, 32, 1), Unit(32, 32, 3, 1, 1)], third], 256, 96, 0.17)


def crossed(width, narrow, length, scale, bend=True):
    half = length // 2
    second = [Unit(width, narrow, 1), Unit(narrow, narrow, (1, length), 1, (0, half)), Unit(narrow, narrow, (length, 1), 1, (half, 0))]
    return Join([[Unit(width, narrow, 1)], second], width, 2 * narrow, scale, bend)


class Inception(nn.Module):
    features = 1792

    def __init__(self):
        super().__init__()
        self.conv2d_1a = Unit(3, 32, 3, 2)
        self.conv2d_2a = Unit(32, 32, 3)
        self.conv2d_2b = Unit(32, 64, 3, 1, 1)
        self.maxpool_3a = nn.MaxPool2d(3, 2)
        self.conv2d_3b = Unit(64, 80, 1)
        self.conv2d_4a = Unit(80, 192, 3)
        self.conv2d_4b = Unit(192, 256, 3, 2)
        self.repeat_1 = nn.Sequential(*[block35() for _ in range(5)])
        self.mixed_6a = Join(
            [[Unit(256, 384, 3, 2)], [Unit(256, 192, 1), Unit(192, 192, 3, 1, 1), Unit(192, 256, 3, 2)], [nn.MaxPool2d(3, 2)]]
        )
        self.repeat_2 = nn.Sequential(*[crossed(896, 128, 7, 0.10) for _ in range(10)])
        third = [Unit(896, 256, 1), Unit(256, 256, 3, 1, 1), Unit(256, 256, 3, 2)]
        self.mixed_7a = Join(
            [[Unit(896, 256, 1), Unit(256, 384, 3, 2)], [Unit(896, 256, 1), Unit(256, 256, 3, 2)], third, [nn.MaxPool2d(3, 2)]]
        )
        self.repeat_3 = nn.Sequential(*[crossed(1792, 192, 3, 0.20) for _ in range(5)])
        self.block8 = crossed(1792, 192, 3, 1.0, bend=False)

    def forward(self, x):
        for layer in self.children():
            x = layer(x)
        return x


class Holder(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model


class Facenet(nn.Module):
    def __init__(self, backbone, dimension, people):
        super().__init__()
        self.backbone = Holder(backbone)
        self.Bottleneck = nn.Linear(backbone.features, dimension, bias=False)
        self.last_bn = nn.BatchNorm1d(dimension, eps=0.001)
        self.classifier = nn.Linear(dimension, people)

    def forward(self, x):
        return self.last_bn(self.Bottleneck(self.backbone.model(x).mean((2, 3))))


net = Facenet({"mobilenet": MobileNet, "inception_resnetv1": Inception}[name](), 128, 7)
for module in net.modules():
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        nn.init.uniform_(module.weight, 0.5, 1.5)
        nn.init.uniform_(module.bias, -0.2, 0.2)
        nn.init.uniform_(module.running_mean, -0.2, 0.2)
        nn.init.uniform_(module.running_var, 0.5, 1.5)
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight)
net.eval()
pictures = torch.rand(2, 3, 160, 160)
with torch.no_grad():
    vectors = net(pictures)
torch.save(net.state_dict(), path("facenet_" + name + ".pth"))
pictures.numpy().tofile(path("input.bin"))
vectors.numpy().tofile(path("output.bin"))
