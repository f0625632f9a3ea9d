#!/usr/bin/env python3
"""The published protocol in PyTorch as one would write it for a card: a peer for the benchmark.

The notebook's steps, settings and order of work, but for what costs a card most: images stay on the card, they are scored a
thousand at a time without a graph, all ten models side by side. Training is the notebook's, a try after the other, batches of
20; draws are PyTorch's, but not the notebook's, as its order of drawing would force it back to batches of 20.

usage: notebook_cuda.py FOLDER RECORD [--device cuda]
FOLDER: MNIST's four .gz files. RECORD: run.json of a published run, for the notebook's label vectors and settings.
Prints one JSON line: seconds, tries, errors with the label in the score and without.
"""
import argparse
import gzip
import json
import os
import time

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("record")
parser.add_argument("--device", default="cuda")
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()
started = time.time()

import numpy as np  # noqa: E402 - loading PyTorch is part of the time
import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

device = torch.device(arguments.device)
with open(arguments.record) as file:
    published = json.load(file)["published"]
vectors = torch.tensor(published["labelVectors"], device=device)
settings = published["settings"]


def read(name, header, shape):
    with gzip.open(os.path.join(arguments.folder, name)) as file:
        return torch.from_numpy(np.frombuffer(file.read(), np.uint8, offset=header).reshape(shape).copy()).to(device)


train_images = read("train-images-idx3-ubyte.gz", 16, (-1, 1, 28, 28))
train_labels = read("train-labels-idx1-ubyte.gz", 8, -1).long()
test_images = read("t10k-images-idx3-ubyte.gz", 16, (-1, 1, 28, 28))
test_labels = read("t10k-labels-idx1-ubyte.gz", 8, -1).long()


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Conv2d(before, after, 3, padding=padding) for before, after, padding in ((1, 16, 1), (16, 8, 2), (8, 1, 2))
        )
        for layer in self.layers:
            nn.init.xavier_uniform_(layer.weight)

    def forward(self, images):
        for layer in self.layers:
            images = F.max_pool2d(F.relu(layer(images)), 2)
        return images.flatten(1)


def sample(images, labels, most):
    """Per class at most so many images, 0 to 1."""
    return [images[own[torch.randperm(len(own), device=device)[:most]]].float() / 255 for own in
            ((labels == digit).nonzero().squeeze(1) for digit in range(10))]


def one_try(images, vector, epochs):
    model = Model().to(device)
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.01)
    for _ in range(epochs):
        total = torch.zeros((), device=device)
        for batch in images[torch.randperm(len(images), device=device)].split(20):
            optimiser.zero_grad(set_to_none=True)
            loss = (1 - F.cosine_similarity(model(batch), vector.expand(len(batch), -1), dim=1, eps=1e-6)).sum()
            loss.backward()
            optimiser.step()
            total += loss.detach() * len(batch)
    return model, (total / max(1, len(images))).item()


def stage(sets, targets, epochs, most_tries, enough):
    models, tries = [], []
    for images, vector in zip(sets, targets):
        best = (None, float("inf"))
        for number in range(1, most_tries + 1):
            found = one_try(images, vector, epochs)
            best = min(best, found, key=lambda pair: pair[1])
            if found[1] < enough:
                break
        models.append(best[0])
        tries.append(number)
    return models, tries


@torch.no_grad()
def cosines(models, targets, images):
    """[images, models, vectors]"""
    unit = F.normalize(targets, dim=1)
    return torch.cat([
        torch.stack([F.normalize(model(batch.float() / 255), dim=1, eps=1e-6) @ unit.T for model in models], 1)
        for batch in images.split(1000)
    ])


def informed(scores, labels):
    return scores.gather(2, labels.view(-1, 1, 1).expand(-1, 10, 1)).squeeze(2).max(1)


torch.manual_seed(arguments.seed)
first, second = settings["stage1"], settings["stage2"]
order = torch.randperm(10)
models, first_tries = stage(
    sample(train_images, train_labels, first["imagesPerClass"]), vectors[order], first["epochs"], first["maxTries"],
    first["targetLoss"],
)
best, classes = informed(cosines(models, vectors[order], train_images), train_labels)
kept = (best > settings["pseudoLabelThreshold"]).nonzero().squeeze(1)
torch.manual_seed(arguments.seed + 1)
order = order[torch.randperm(10)]
models, second_tries = stage(
    sample(train_images[kept], classes[kept], second["imagesPerClass"]), vectors[order], second["epochs"],
    second["maxTries"], second["targetLoss"],
)
scores = cosines(models, vectors[order], test_images)
with_label = (informed(scores, test_labels)[1] != test_labels).sum().item()
without = (scores.diagonal(dim1=1, dim2=2).argmax(1) != test_labels).sum().item()
cosines(models, vectors[order], train_images).sum().item()
print(json.dumps({
    "peer": f"batched PyTorch {torch.__version__}",
    "device": torch.cuda.get_device_name() if device.type == "cuda" else "CPU",
    "total_seconds": round(time.time() - started, 2),
    "selected": len(kept),
    "tries": [first_tries, second_tries],
    "test_errors_label_informed": with_label,
    "test_errors_label_free": without,
}))
