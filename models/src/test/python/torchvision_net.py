"""A network of torchvision's with weights as its authors draw them, for TorchvisionWeightsTest.

python3 torchvision_net.py FOLDER resnet18|mobilenet_v3_large SIZE

Writes NAME.pth, as torch.save writes a state dict; input.bin, two pictures [2, 3, SIZE, SIZE]; and pooled.bin, what the
network makes of them in evaluation before the layer that our head takes the place of: [2, features], float32.
"""
import os
import sys

import torch
import torchvision

folder, name, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.manual_seed(3)
network = getattr(torchvision.models, name)(weights=None)
# Running statistics as if pictures had been seen: else a swapped mean and variance would hardly be noticed.
for module in network.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        module.running_mean.uniform_(-0.2, 0.2)
        module.running_var.uniform_(0.5, 1.5)
        torch.nn.init.uniform_(module.weight, 0.5, 1.5)
        torch.nn.init.uniform_(module.bias, -0.2, 0.2)
torch.save(network.state_dict(), os.path.join(folder, name + ".pth"))

# The last layer makes ImageNet's classes.
if name == "resnet18":
    network.fc = torch.nn.Identity()
else:
    network.classifier[3] = torch.nn.Identity()
pictures = torch.rand(2, 3, size, size) * 2 - 1
with torch.no_grad():
    pooled = network.eval()(pictures)
pictures.numpy().tofile(os.path.join(folder, "input.bin"))
pooled.numpy().tofile(os.path.join(folder, "pooled.bin"))
