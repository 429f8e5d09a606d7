"""A user's own spaCy pipeline as a further source of names: `mine run --ner PACKAGE_OR_PATH`."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.contract import MENTION_TYPES
from pipeline.errors import UsageError
from pipeline.extract.further import FurtherName
from pipeline.integrations.spacy_package import Language, spacy
from pipeline.resources import models_path

_LONGEST: Final = 4000
"""Characters given to the pipeline at once; spaCy refuses long texts, and needs memory for them."""

_BREAKS: Final = re.compile(r"[。！？!?；;]|(?<=\w)\.(?=\s)|[，,、]|\s")
_BATCH: Final = 16
# What says nothing of entities and takes time; kept where a component may build on it.
_BESIDE: Final = frozenset(
    (
        *("tagger", "parser", "lemmatizer", "trainable_lemmatizer", "morphologizer"),
        *("attribute_ruler", "senter", "sentencizer"),
    )
)
_ALONE: Final = frozenset(("ner", "beam_ner", "tok2vec", "transformer", "curated_transformer"))
_KEPT: Final = 2


class NerSettings(NamedTuple):
    """Which pipeline a run uses, so that each worker loads the same.

    Attributes:
        source: the package, or the folder with its whole path.
        labels: label of the pipeline, in capitals, and type of mention.
        digest: hash of the folder's files; empty for a package, which its version tells.
    """

    source: str
    labels: tuple[tuple[str, str], ...]
    digest: str


class SpacyRecogniser:
    """Finds names with a spaCy pipeline.

    Args:
        nlp: a pipeline with a component that sets entities.
        labels: label, in capitals, to type of mention; others are passed over.
        name: the pipeline's name.
    """

    def __init__(self, nlp: Language, labels: Mapping[str, str], name: str) -> None:
        self.nlp = nlp
        self.labels = dict(labels)
        self.name = name

    @property
    def method(self) -> str:
        """`spacy:<name>`."""
        return f"spacy:{self.name}"

    def describe(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "name": self.name,
            "version": str(self.nlp.meta.get("version", "")),
            "language": self.nlp.lang,
            "labels": dict(sorted(self.labels.items())),
            "spacy": str(spacy.__version__),
        }

    def find(self, text: str) -> list[FurtherName]:
        """The names in `text`, in order of place; the text is read in pieces of some length."""
        found = []
        bounds = list(_pieces(text))
        # Without the zone the vocabulary keeps every word it has seen: a worker's memory grows.
        with self.nlp.memory_zone():
            docs = self.nlp.pipe((text[a:b] for a, b in bounds), batch_size=_BATCH)
            for (start, _), doc in zip(bounds, docs, strict=True):
                for entity in doc.ents:
                    type_ = self.labels.get(entity.label_.upper())
                    if type_ == "company" and _is_institution(entity.text):
                        type_ = "organization"
                    if type_ is not None:
                        low, high = start + entity.start_char, start + entity.end_char
                        found.append(FurtherName(low, high, type_))
        return found


def ner_settings(
    source: str | os.PathLike[str], labels: Mapping[str, str] | None = None
) -> NerSettings:
    """The settings of a pipeline, which is loaded once to see that it can be used.

    Args:
        source: an installed package, or the folder of a pipeline.
        labels: label to type of mention, beside the usual ones; an empty type drops a label.

    Raises:
        UsageError: there is none of that name, it cannot be loaded, finds no entities, or finds
            none of these labels; or there is no such type.
    """
    mapping = default_labels()
    for label, type_ in (labels or {}).items():
        if type_ and type_ not in MENTION_TYPES:
            message = f"--ner-label {label}={type_}: there are {', '.join(MENTION_TYPES)}"
            raise UsageError(message)
        mapping[label.upper()] = type_
    named = os.fspath(source)
    if Path(named).is_dir():
        # A worker may stand in another folder.
        named = str(Path(named).resolve())
    kept = tuple(sorted((label, type_) for label, type_ in mapping.items() if type_))
    settings = NerSettings(named, kept, _digest(Path(named)))
    recogniser(settings)
    return settings


@functools.lru_cache(maxsize=_KEPT)
def recogniser(settings: NerSettings) -> SpacyRecogniser:
    """The recogniser of these settings, loaded once a process.

    Raises:
        UsageError: as for `ner_settings`.
    """
    source = settings.source
    nlp = _load(source)
    finders = [n for n in nlp.pipe_names if "doc.ents" in nlp.get_pipe_meta(n).assigns]
    if not finders:
        has = ", ".join(nlp.pipe_names) or "none"
        raise UsageError(f"--ner {source}: no component of it finds entities (it has {has})")
    labels = dict(settings.labels)
    own = {label for name in finders for label in nlp.pipe_labels.get(name, ())}
    if own and not any(label.upper() in labels for label in own):
        raise UsageError(
            f"--ner {source}: it finds {', '.join(sorted(own))}, of which none is a type of name "
            f"here; say which is, as in --ner-label {min(own)}=company"
        )
    factories = {name: nlp.get_pipe_meta(name).factory for name in nlp.pipe_names}
    if set(factories.values()) <= _BESIDE | _ALONE:
        for name, factory in factories.items():
            if factory in _BESIDE:
                nlp.disable_pipe(name)
    return SpacyRecogniser(nlp, labels, _name(nlp, source))


def default_labels() -> dict[str, str]:
    """Label, in capitals, to type of mention: `models/integrations/spacy_ner.toml`."""
    return dict(_listed()["labels"])


def _load(source: str) -> Language:
    path = Path(source)
    is_folder = path.is_dir()
    if is_folder and not (path / "config.cfg").is_file():
        raise UsageError(f"--ner {source}: no spaCy pipeline in that folder (it has no config.cfg)")
    if not is_folder and not spacy.util.is_package(source):
        raise UsageError(
            f"--ner {source}: neither an installed package nor a folder; spaCy's own pipelines "
            "are at https://github.com/explosion/spacy-models/releases"
        )
    try:
        return spacy.load(path if is_folder else source)
    except Exception as error:
        # A package or folder of somebody else's can fail in any way; all of it ends the run here.
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise UsageError(f"--ner {source}: spaCy cannot load it: {reason}") from error


def _name(nlp: Language, source: str) -> str:
    """Name of a pipeline: `zh_core_web_sm`; that of its folder where it has none of its own."""
    name = str(nlp.meta.get("name") or "")
    if name in ("", "pipeline"):
        return Path(source).resolve().name
    return name if name.startswith(f"{nlp.lang}_") else f"{nlp.lang}_{name}"


def _digest(folder: Path) -> str:
    if not folder.is_dir():
        return ""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.hexdigest()


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Spans of whole lines, or of one that is too long parts cut at its best place."""
    start = 0
    while start < len(text):
        if len(text) - start <= _LONGEST:
            yield start, len(text)
            return
        limit = start + _LONGEST
        end = text.rfind("\n", start, limit) + 1
        if end <= start:
            last: dict[bool, int] = {}
            for match in _BREAKS.finditer(text, start + _LONGEST // 2, limit):
                last[match.group() in "。！？!?；;."] = match.end()
            end = last.get(True, last.get(False, limit))
        yield start, end
        start = end


def _is_institution(name: str) -> bool:
    return any(pattern.search(name) for pattern in institution_patterns())


@functools.cache
def institution_patterns() -> tuple[re.Pattern[str], ...]:
    """What names of organizations that are no companies match."""
    return tuple(re.compile(entry["pattern"]) for entry in _listed()["organization"])


@functools.cache
def _listed() -> dict[str, Any]:
    path = models_path("integrations/spacy_ner.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


__all__ = [
    "NerSettings",
    "SpacyRecogniser",
    "default_labels",
    "institution_patterns",
    "ner_settings",
    "recogniser",
]
