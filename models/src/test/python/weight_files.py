"""Makes weight files with PyTorch, for WeightFileTorchTest: python3 weight_files.py FOLDER

Beside each readable FILE lies FILE.json: name -> [shape, values as float32].
"""
import json
import os
import pickle
import struct
import sys

import torch
from torch import nn

folder = sys.argv[1]
torch.manual_seed(4)


def path(name):
    return os.path.join(folder, name)


def expect(name, tensors):
    with open(path(name + ".json"), "w") as out:
        json.dump({k: [list(t.shape), t.detach().to(torch.float32).flatten().tolist()] for k, t in tensors.items()}, out)


def save(name, tensors, content=None, **options):
    torch.save(tensors if content is None else content, path(name), **options)
    expect(name, tensors)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, 5, 3, bias=False), nn.BatchNorm2d(5), nn.PReLU(5))
        self.head = nn.ModuleDict({"last": nn.Linear(5, 4)})

    def forward(self, x):
        return self.head["last"](self.conv(x).mean((2, 3)))


state = Block().state_dict()
state["conv.1.num_batches_tracked"].fill_(12345)
save("zip.pth", state)
save("legacy.pth", state, _use_new_zipfile_serialization=False)
save("checkpoint.pth", state, {"epoch": 3, "optimizer": {"state": {0: [0.5, None]}}, "state_dict": state})
save("parameters.pth", dict(Block().named_parameters()))
save("parameters-legacy.pth", dict(Block().named_parameters()), _use_new_zipfile_serialization=False)

types = [torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool]
numbers = torch.tensor([0, 1, -2.5, 3, 100, 1e-3])
typed = {str(t).replace("torch.", ""): (numbers.abs() if t == torch.uint8 else numbers).to(t) for t in types}
typed["every_half"] = torch.arange(-2**15, 2**15).to(torch.int16).view(torch.float16)
typed["every_half"] = typed["every_half"][typed["every_half"].isfinite()]
typed["brain"] = torch.randn(100).to(torch.bfloat16)
save("types.pth", typed)
save("types-legacy.pth", typed, _use_new_zipfile_serialization=False)

base = torch.randn(6, 8, 4)
views = {
    "transposed": base.permute(2, 0, 1),
    "sliced": base[1:5:2, ::3, 1:],
    "same": base,
    "channels_last": torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    "row": base[3, 2],
    "scalar": base[5, 7, 3],
}
save("views.pth", views)
save("views-legacy.pth", views, _use_new_zipfile_serialization=False)

torch.save({"expanded": torch.ones(1).expand(1 << 30)}, path("expanded.pth"))
torch.save({"nan": torch.tensor([1.0, float("nan")])}, path("nan.pth"))
torch.save({"huge": torch.tensor([1e300], dtype=torch.float64)}, path("too-large.pth"))
torch.save({}, path("empty.pth"))
torch.save([torch.ones(1)], path("list.pth"))
torch.save({"a": torch.ones(1), "epoch": 3}, path("mixed.pth"))
torch.save(Block(), path("module.pth"))
torch.save(state, path("protocol-4.pth"), pickle_protocol=4)
torch.jit.script(Block()).save(path("script.pth"))


class Attack:
    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.system, ("touch '" + self.marker + "'",)


marker = path("code-was-run")
torch.save({"a": torch.ones(1), "b": Attack(marker)}, path("attack.pth"))
torch.save({"a": torch.ones(1), "b": Attack(marker)}, path("attack-legacy.pth"), _use_new_zipfile_serialization=False)
with open(path("attack.pkl"), "wb") as out:
    pickle.dump(Attack(marker), out)

data = {"b": torch.randn(2, 3), "a.weight": torch.randn(4).to(torch.float16)}
header, body = {"__metadata__": {"format": "pt"}}, b""
for name, tensor in data.items():
    raw = tensor.numpy().tobytes()
    header[name] = {
        "dtype": "F16" if tensor.dtype == torch.float16 else "F32",
        "shape": list(tensor.shape),
        "data_offsets": [len(body), len(body) + len(raw)],
    }
    body += raw
text = json.dumps(header).encode()
with open(path("data.safetensors"), "wb") as out:
    out.write(struct.pack("<Q", len(text)) + text + body)
expect("data.safetensors", data)
