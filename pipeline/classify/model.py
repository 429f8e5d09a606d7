"""The sentence classifier: n-grams of words and characters and lexicon numbers, one linear model.

Its weights stand in `models/stance/sentence.skops` (no pickle); only types of scikit-learn, NumPy
and SciPy are read from such a file.
"""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy.sparse

from pipeline.classify.features import Reading, read
from pipeline.errors import KnowledgeError
from pipeline.resources import models_path

LABELS: Final = ("cautionary", "neutral", "optimistic")
WEIGHTS: Final = "stance/sentence.skops"
_WORDS: Final = {"token_pattern": r"\S+", "lowercase": False, "ngram_range": (1, 2), "min_df": 2}
_CHARACTERS: Final = {"analyzer": "char", "ngram_range": (1, 3), "min_df": 3}
_NUMBER_SCALE: Final = 0.2
_STRENGTH: Final = 4.0


@dataclass(slots=True)
class StanceModel:
    """Vectorisers, scaler and classifier, fitted together, and the temperature of its logits."""

    words: Any
    characters: Any
    scaler: Any
    classifier: Any
    temperature: float = 1.0

    @classmethod
    def fit(cls, reading: Reading, labels: Sequence[str]) -> StanceModel:
        """Learn from n sentences and their labels (of `LABELS`); deterministic."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler

        model = cls(
            TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **_WORDS),
            TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **_CHARACTERS),
            StandardScaler(),
            LogisticRegression(C=_STRENGTH, max_iter=1000, class_weight="balanced"),
        )
        model.words.fit(reading.words)
        model.characters.fit(reading.masked)
        model.scaler.fit(reading.numbers)
        model.classifier.fit(model.matrix(reading), labels)
        model.classifier.coef_ = model.classifier.coef_.astype(np.float32)
        return model

    def matrix(self, reading: Reading) -> Any:
        """The sparse feature matrix of n sentences; shape (n, features)."""
        numbers = self.scaler.transform(reading.numbers) * _NUMBER_SCALE
        return scipy.sparse.hstack(
            [
                self.words.transform(reading.words),
                self.characters.transform(reading.masked),
                scipy.sparse.csr_matrix(numbers.astype(np.float32)),
            ],
            format="csr",
        )

    def logits(self, reading: Reading) -> npt.NDArray[np.float64]:
        """The model's evidence for each of `LABELS`; shape (n, 3)."""
        if not reading.masked:
            return np.zeros((0, len(LABELS)))
        raw = self.classifier.decision_function(self.matrix(reading))
        order = [list(self.classifier.classes_).index(label) for label in LABELS]
        scaled: npt.NDArray[np.float64] = raw[:, order] / self.temperature
        return scaled

    def judge(self, masked: Sequence[str]) -> npt.NDArray[np.float64]:
        """Logits of sentences in which names are masked; shape (n, 3)."""
        return self.logits(read(masked))

    def save(self, path: Path) -> None:
        """Write the model with skops."""
        import skops.io

        content = {
            "words": self.words,
            "characters": self.characters,
            "scaler": self.scaler,
            "classifier": self.classifier,
            "temperature": self.temperature,
        }
        # Deflated, the vocabularies and weights take a third.
        skops.io.dump(content, path, compression=zipfile.ZIP_DEFLATED, compresslevel=9)

    @classmethod
    def load(cls, path: Path) -> StanceModel:
        """Read a model; types other than those of scikit-learn, NumPy and SciPy are refused.

        Raises:
            KnowledgeError: the file is missing, damaged, or holds other types.
        """
        import skops.io
        from skops.io.exceptions import UntrustedTypesFoundException

        try:
            content = skops.io.load(path, trusted=[])
        except FileNotFoundError as error:
            raise KnowledgeError(f"{path}: no weights there; run `mine train stance`") from error
        except UntrustedTypesFoundException as error:
            raise KnowledgeError(
                f"{path}: refused, it holds types that no model has: {error}"
            ) from error
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise KnowledgeError(f"{path}: not a model: {error}") from error
        if not isinstance(content, dict) or set(content) != set(cls.__dataclass_fields__):
            raise KnowledgeError(f"{path}: not a model of this version; run `mine train stance`")
        return cls(**content)


def probabilities(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Softmax over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: npt.NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


@functools.cache
def stance_model() -> StanceModel:
    """The model that comes with the package, read once a process."""
    return StanceModel.load(models_path(WEIGHTS))
