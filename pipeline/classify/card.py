"""The card that goes with the stance weights: their data, their figures, their limits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from pipeline.classify.labels import LabelledDocument
from pipeline.classify.train import Quality

_FIGURES = (
    ("macro_f1", "sentences, macro-F1"),
    ("macro_f1_zh", "of these Chinese"),
    ("macro_f1_en", "of these English"),
    ("reversed_polarity", "sentences with a sign that got the other one"),
    ("calibration_error", "expected calibration error of sentences"),
    ("document_accuracy", "documents and passages right"),
    ("target_accuracy", "targets right"),
)
_INTERVAL = 1.96


def model_card(labelled: Sequence[LabelledDocument], quality: Quality) -> str:
    """A Markdown card of the weights learned from `labelled`."""
    written = sum(not d.assembled for d in labelled)
    labels = Counter(label for d in labelled for label in d.labels if label)
    languages = Counter(d.language for d in labelled for label in d.labels if label)
    counts = ", ".join(f"{labels[name]:,} {name}" for name in sorted(labels))
    sizes = {"document_accuracy": quality.documents, "target_accuracy": quality.targets}
    rows = []
    for name, title in _FIGURES:
        value = float(getattr(quality, name))
        if not math.isnan(value):
            size = sizes.get(name, quality.sentences)
            rows.append(f"| {title} | {value:.3f} | {_interval(value, size)} |")
    return f"""# Stance of sentences, targets and documents

Learned by `mine train stance` from {labels.total():,} labelled sentences ({counts};
{languages["zh"]:,} Chinese or mixed, {languages["en"]:,} English) in {written:,} single
sentences, passages, articles and gold documents, all written for this project;
some articles have labels of the whole only;
{quality.documents:,} have a stance as a whole and {quality.targets:,} targets.
{len(labelled) - written:,} more texts are put together from single sentences of one label. Labels:
cautionary, neutral, optimistic; documents cautionary, mixed, optimistic.

Five-fold cross-validation, documents kept whole, without those put together; what strangers'
documents give is lower (`mine evaluate --split test`). Intervals are binomial, 95 %.

| | | |
| --- | --- | --- |
{chr(10).join(rows)}

The label is the most probable one; there are no other thresholds. For commentary on the AI
industry, not for other fields. Irony, rejected views and facts whose worth only the argument shows
are often misjudged. The weights are arrays, those of the trees too, kept with skops; nothing in
the file is executed.
"""


def _interval(value: float, size: int) -> str:
    if not 0 <= value <= 1 or not size:
        return ""
    half = _INTERVAL * math.sqrt(value * (1 - value) / size)
    return f"{max(0.0, value - half):.3f} to {min(1.0, value + half):.3f}"
