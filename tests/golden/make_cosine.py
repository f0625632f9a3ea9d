"""Writes cosine.json beside it with PyTorch 1.13 (Debian's python3-torch): the notebook's similarity where norms are small, and
the last column of argsort where values are equal."""
import json
from pathlib import Path

import torch
from torch import nn

VECTORS = [
    ([3e-7, 0, 0, 0], [10, 1, 0, 0]),
    ([3e-7, 4e-7, 0, 0], [0.6, 0.8, 0, 0]),
    ([3e-7, 4e-7, 0, 0], [0.8, 0, 0, 0.6]),
    ([9e-7, 0, 0, 0], [0.6, 0.8, 0, 0]),
    ([1.1e-6, 0, 0, 0], [0.6, 0.8, 0, 0]),
    ([1e-6, 1e-6, 1e-6, 1e-6], [0.1, 0.2, 0.3, 0.4]),
    ([0, 0, 0, 0], [0.6, 0.8, 0, 0]),
    ([0, 0, 0, 0], [0.12, 0.16, 0, 0]),
    ([0, 0, 0, 0], [6, 8, 0, 0]),
    ([3, 4, 0, 0], [3e-7, 4e-7, 0, 0]),
    ([3, 4, 0, 0], [0, 0, 0, 0]),
    ([3, 4, 1, 0], [0.8, 0.6, 0, 0.1]),
]


def similarity(output, target):
    x = torch.tensor([output], dtype=torch.float32, requires_grad=True)
    loss = (1 - nn.CosineSimilarity(eps=1e-6)(x, torch.tensor([target], dtype=torch.float32))).sum()
    loss.backward()
    return {"output": output, "target": target, "cosine": 1 - loss.item(), "lossGradient": x.grad[0].tolist()}


torch.manual_seed(0)
few = (torch.rand(30, 10) * 3).floor() / 2
rows = torch.cat([torch.zeros(1, 10), torch.ones(1, 10), -torch.ones(1, 10), few])
record = {
    "torch": torch.__version__,
    "similarities": [similarity(output, target) for output, target in VECTORS],
    "argsort": [{"row": row, "last": last} for row, last in zip(rows.tolist(), rows.argsort(1)[:, -1].tolist())],
}
Path(__file__).with_name("cosine.json").write_text(json.dumps(record) + "\n")
