"""Computes with PyTorch what the trainer's losses, optimizers and schedules have to give.

    python3 trainer/src/test/python/golden.py > trainer/src/test/resources/io/sightline/trainer/golden.json

Made with Debian's python3-torch 1.13.1 on the CPU. Losses are computed in float64, so that they are the truth to which
float32 comes near; optimizers in float32, as they run.
"""
import json
import math
import sys

import torch
import torch.nn.functional as F

torch.manual_seed(7)
PEOPLE = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4]
DIMENSION = 8
CLASSES = 5


def rows(tensor):
    return tensor.detach().tolist()


def made(*shape, scale=1.0):
    """Numbers that float32 holds exactly."""
    return (torch.randn(*shape) * scale).double()


def with_gradients(loss, **inputs):
    for tensor in inputs.values():
        tensor.grad = None
        tensor.requires_grad_(True)
    value = loss(**inputs)
    value.backward()
    return {"loss": value.item(), "gradients": {name: rows(tensor.grad) for name, tensor in inputs.items()}}


# --- triplets -----------------------------------------------------------------------------------------------------
embeddings = made(len(PEOPLE), DIMENSION)
# People are somewhat alike, so that every kind of triplet occurs.
for i, person in enumerate(PEOPLE):
    embeddings[i] += 1.5 * torch.sin(torch.arange(DIMENSION) * (person + 1.0)).float().double()


def squared_distances(e):
    unit = F.normalize(e, dim=1)
    return torch.cdist(unit, unit, compute_mode="donot_use_mm_for_euclid_dist") ** 2


def mine(mining):
    with torch.no_grad():
        d = squared_distances(embeddings)
    same = torch.tensor([[a == b for b in PEOPLE] for a in PEOPLE])
    triplets = []
    for a in range(len(PEOPLE)):
        positives = [p for p in range(len(PEOPLE)) if p != a and same[a, p]]
        negatives = [n for n in range(len(PEOPLE)) if not same[a, n]]
        if mining == "HARD":
            if positives:
                triplets.append([a, max(positives, key=lambda p: d[a, p].item()),
                                 min(negatives, key=lambda n: d[a, n].item())])
            continue
        for p in positives:
            beyond = [n for n in negatives if d[a, n] > d[a, p]]
            n = min(beyond, key=lambda n: d[a, n].item()) if beyond else max(negatives, key=lambda n: d[a, n].item())
            triplets.append([a, p, n])
    return triplets


def triplet_loss(triplets, margin):
    def loss(embeddings):
        unit = F.normalize(embeddings, dim=1)
        a, p, n = (unit[[t[i] for t in triplets]] for i in range(3))
        broken = torch.relu(((a - p) ** 2).sum(1) - ((a - n) ** 2).sum(1) + margin)
        return broken.sum() / max(1, int((broken > 0).sum()))
    return loss


golden = {"people": PEOPLE, "embeddings": rows(embeddings), "triplets": []}
for mining in ("HARD", "SEMI_HARD"):
    for margin in (0.2, 0.5):
        triplets = mine(mining)
        golden["triplets"].append(
            {"mining": mining, "margin": margin, "triplets": triplets,
             **with_gradients(triplet_loss(triplets, margin), embeddings=embeddings)})

# --- heads --------------------------------------------------------------------------------------------------------
weight, bias = made(CLASSES, DIMENSION, scale=0.3), made(CLASSES, scale=0.3)
target = torch.tensor(PEOPLE)
golden["crossEntropy"] = {"weight": rows(weight), "bias": rows(bias), "cases": []}
for smoothing in (0.0, 0.1):
    golden["crossEntropy"]["cases"].append(
        {"smoothing": smoothing,
         **with_gradients(
             lambda embeddings, weight, bias: torch.nn.CrossEntropyLoss(label_smoothing=smoothing)(
                 F.linear(embeddings, weight, bias), target),
             embeddings=embeddings, weight=weight, bias=bias)})

centres = made(CLASSES, DIMENSION)
# One face points away from its centre: beyond theta + m = pi.
opposed = embeddings.detach().clone()
opposed[0] = -centres[0] * 0.7 + 0.01 * embeddings[0].detach()
opposed = opposed.float().double()


def arcface(s, m):
    def loss(embeddings, centres):
        cosine = F.linear(F.normalize(embeddings, dim=1), F.normalize(centres, dim=1))
        theta = torch.acos(cosine)
        own = F.one_hot(target, CLASSES).bool()
        beyond = cosine - m * math.sin(m)
        moved = torch.where(theta + m > math.pi, beyond, torch.cos(theta + m))
        return F.cross_entropy(s * torch.where(own, moved, cosine), target)
    return loss


golden["arcFace"] = {"centres": rows(centres), "embeddings": rows(opposed), "cases": []}
for s, m in ((64.0, 0.5), (30.0, 0.3), (16.0, 0.0)):
    golden["arcFace"]["cases"].append(
        {"scale": s, "margin": m, **with_gradients(arcface(s, m), embeddings=opposed, centres=centres)})

# --- distillation -------------------------------------------------------------------------------------------------
teacher = F.normalize(made(len(PEOPLE), DIMENSION), dim=1).float().double()
narrow = F.normalize(made(len(PEOPLE), 5), dim=1).float().double()


def similarities(other):
    def loss(embeddings):
        unit = F.normalize(embeddings, dim=1)
        return F.mse_loss(unit @ unit.T, other @ other.T)
    return loss


golden["distillation"] = [
    {"aim": "VECTORS", "teacher": rows(teacher),
     **with_gradients(lambda embeddings: (1 - F.cosine_similarity(embeddings, teacher)).mean(), embeddings=embeddings)},
    {"aim": "SIMILARITIES", "teacher": rows(narrow), **with_gradients(similarities(narrow), embeddings=embeddings)},
]

# --- optimizers ---------------------------------------------------------------------------------------------------
first = torch.randn(4, 3)
gradients = [torch.randn(4, 3) * (0.1 if step == 3 else 1) for step in range(8)]
golden["optimizers"] = {"first": rows(first), "gradients": [rows(g) for g in gradients], "cases": []}
for name, make, options in (
        ("adam", torch.optim.Adam, dict(lr=0.01)),
        ("adam", torch.optim.Adam, dict(lr=0.01, weight_decay=0.1)),
        ("adamw", torch.optim.AdamW, dict(lr=0.01, weight_decay=0.1)),
        ("sgd", torch.optim.SGD, dict(lr=0.1)),
        ("sgd", torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
        ("sgd", torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.01)),
        ("sgd", torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True))):
    parameter = torch.nn.Parameter(first.clone())
    optimizer = make([parameter], **options)
    steps = []
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimizer.step()
        steps.append(rows(parameter))
    golden["optimizers"]["cases"].append(
        {"optimizer": name, "rate": options["lr"], "decay": options.get("weight_decay", 0),
         "momentum": options.get("momentum", 0), "nesterov": options.get("nesterov", False), "steps": steps})

# --- schedules ----------------------------------------------------------------------------------------------------
RATE = 0.4
lr = torch.optim.lr_scheduler


def rates(make, steps=40):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler = make(optimizer)
    seen = []
    for _ in range(steps):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return seen


golden["schedules"] = {
    "rate": RATE,
    "cosine": rates(lambda o: lr.CosineAnnealingLR(o, T_max=40, eta_min=RATE * 0.01)),
    "steps": rates(lambda o: lr.StepLR(o, step_size=7, gamma=0.3)),
    "warmUp": rates(lambda o: lr.SequentialLR(
        o, [lr.LinearLR(o, start_factor=0.1, total_iters=5), lr.CosineAnnealingLR(o, T_max=35)], milestones=[5])),
}

json.dump(golden, sys.stdout, indent=None, separators=(",", ":"))
sys.stdout.write("\n")
