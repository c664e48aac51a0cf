"""Computes a TorchScript file with Python's own reader: python3 jit_forward.py MODEL INPUT OUTPUT SIZE...

INPUT and OUTPUT are raw float32; SIZE... is the input's shape.
"""
import sys

import numpy
import torch

model, source, target, *shape = sys.argv[1:]
net = torch.jit.load(model).eval()
pictures = torch.from_numpy(numpy.fromfile(source, dtype=numpy.float32).reshape([int(size) for size in shape]))
with torch.no_grad():
    net(pictures).numpy().tofile(target)
