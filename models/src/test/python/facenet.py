"""FaceNet with the structure and the names of bubbliiiing/facenet-pytorch, and random weights, for BundleImportTorchTest.

python3 facenet.py FOLDER

Writes facenet_mobilenet.pth, which also has the head that training had, and input.bin and output.bin: three pictures and
their vectors before normalisation, float32.
"""
import os
import sys

import torch
from torch import nn

folder = sys.argv[1]
torch.manual_seed(11)


def path(name):
    return os.path.join(folder, name)


def convolution(into, out, size, stride, groups=1):
    return [nn.Conv2d(into, out, size, stride, size // 2, groups=groups, bias=False), nn.BatchNorm2d(out), nn.ReLU6()]


def separable(into, out, stride):
    return nn.Sequential(*convolution(into, into, 3, stride, into), *convolution(into, out, 1, 1))


def stage(widths, strides):
    return [separable(a, b, s) for a, b, s in zip(widths, widths[1:], strides)]


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.stage1 = nn.Sequential(
            nn.Sequential(*convolution(3, 32, 3, 2)), *stage([32, 64, 128, 128, 256, 256], [1, 2, 1, 2, 1])
        )
        self.stage2 = nn.Sequential(*stage([256] + [512] * 6, [2, 1, 1, 1, 1, 1]))
        self.stage3 = nn.Sequential(*stage([512, 1024, 1024], [2, 1]))


class Holder(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model


class Facenet(nn.Module):
    def __init__(self, dimension, people):
        super().__init__()
        self.backbone = Holder(Backbone())
        self.Bottleneck = nn.Linear(1024, dimension, bias=False)
        self.last_bn = nn.BatchNorm1d(dimension, eps=0.001)
        self.classifier = nn.Linear(dimension, people)

    def forward(self, x):
        model = self.backbone.model
        x = model.stage3(model.stage2(model.stage1(x)))
        return self.last_bn(self.Bottleneck(x.mean((2, 3))))


net = Facenet(128, 7)
for module in net.modules():
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        nn.init.uniform_(module.weight, 0.5, 1.5)
        nn.init.uniform_(module.bias, -0.2, 0.2)
        nn.init.uniform_(module.running_mean, -0.2, 0.2)
        nn.init.uniform_(module.running_var, 0.5, 1.5)
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight)
net.eval()
pictures = torch.rand(3, 3, 160, 160)
with torch.no_grad():
    vectors = net(pictures)
torch.save(net.state_dict(), path("facenet_mobilenet.pth"))
pictures.numpy().tofile(path("input.bin"))
vectors.numpy().tofile(path("output.bin"))
