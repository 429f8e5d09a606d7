"""What makes an output folder a data set as it stands: README.md and croissant.json beside tables.

README.md begins with the front matter that Hugging Face's `load_dataset` reads, a configuration a
table; croissant.json is Croissant 1.0 (https://docs.mlcommons.org/croissant/docs/croissant-spec.html).
Both are made of the contract and the manifest alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import yaml

from pipeline.contract import SCHEMAS, TABLE_NOTES

README: Final = "README.md"
CROISSANT: Final = "croissant.json"
CARD: Final = (README, CROISSANT)

MARK: Final = "written by mine-ai-commentary"
"""Stands near the beginning of both files: a file without it is somebody else's."""

_NAME: Final = "commentary-on-the-ai-industry"
_SUMMARY: Final = (
    "Companies, AI models, people, figures and stance in commentary on the AI industry, "
    "each traced to its characters in the source"
)
_DEFAULT: Final = "documents"
_TYPES: Final = {
    "string": "sc:Text",
    "int32": "sc:Integer",
    "double": "sc:Float",
    "bool": "sc:Boolean",
    "date32[day]": "sc:Date",
}
_VOCABULARY: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs", "column", "equivalentProperty", "extract", "field", "fileObject",
            "fileProperty", "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key",
            "md5", "parentField", "path", "recordSet", "references", "regex", "repeated",
            "replace", "samplingRate", "separator", "source", "subField", "transform",
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}  # fmt: skip


def card(manifest: Mapping[str, Any], tables: Sequence[str]) -> dict[str, str]:
    """The files of the card by name, for a state that holds `tables`."""
    return {
        README: _readme(manifest, tables),
        CROISSANT: json.dumps(_croissant(manifest, tables), ensure_ascii=False, indent=1) + "\n",
    }


def _rows(manifest: Mapping[str, Any]) -> dict[str, int]:
    stages = manifest.get("stages", {}).values()
    return {name: count for stage in stages for name, count in stage.get("rows", {}).items()}


def _readme(manifest: Mapping[str, Any], tables: Sequence[str]) -> str:
    rows = _rows(manifest)
    front = {
        "pretty_name": "Commentary on the AI industry",
        "language": ["zh", "en"],
        "task_categories": ["token-classification", "text-classification"],
        "tags": ["named-entity-recognition", "stance-detection", "finance"],
        "configs": [
            {
                "config_name": name,
                "data_files": f"{name}/*.parquet",
                **({"default": True} if name == _DEFAULT else {}),
            }
            for name in tables
            if rows.get(name, 1)  # a configuration without rows cannot be loaded
        ],
    }
    version = manifest.get("mine", "?")
    lines = [
        "---",
        f"# {MARK}; written anew with every run",
        yaml.safe_dump(front, sort_keys=False, allow_unicode=True).rstrip(),
        "---",
        "",
        "# Commentary on the AI industry",
        "",
        f"{_SUMMARY}. Written by `mine` {version}; what was run, on what, with which versions, "
        "stands in `manifest.json`.",
        "",
        "| table | one row is | rows |",
        "| --- | --- | --- |",
        *(f"| `{name}` | {TABLE_NOTES[name]} | {rows.get(name, '')} |" for name in tables),
        "",
        "Offsets are Unicode code points, half-open: `start`/`end` in `documents.text`, "
        "`source_start`/`source_end` in `sources.text`.",
        "",
        "```python",
        "from pathlib import Path",
        "",
        "import pandas",
        'mentions = pandas.read_parquet("mentions")',
        "",
        "import datasets",
        'mentions = datasets.load_dataset(str(Path.cwd()), "mentions")["train"]',
        "",
        "import mlcroissant",
        'described = mlcroissant.Dataset(Path("croissant.json").resolve())',
        'mentions = list(described.records("mentions"))',
        "```",
        "",
        "The last needs the resolved path: `mlcroissant` follows no links, and finds no rows "
        "without `.resolve()`.",
        "",
        "The texts belong to those who wrote them; this folder grants no rights in them.",
        "",
    ]
    return "\n".join(lines)


def _croissant(manifest: Mapping[str, Any], tables: Sequence[str]) -> dict[str, Any]:
    return {
        "@context": _VOCABULARY,
        "@type": "sc:Dataset",
        "name": _NAME,
        "description": f"{_SUMMARY} ({MARK}).",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "citeAs": "mine-ai-commentary",
        "creator": {"@type": "sc:Organization", "name": "mine-ai-commentary"},
        "datePublished": str(manifest.get("written", ""))[:10],
        "license": "The texts belong to those who wrote them; no rights are granted.",
        "url": README,
        "version": f"{manifest.get('schema_version', '0')}.0",
        "distribution": [
            {
                "@type": "cr:FileSet",
                "@id": f"{name}-parts",
                "name": f"{name}-parts",
                "description": f"The parts of the table {name}.",
                "encodingFormat": "application/x-parquet",
                "includes": f"{name}/*.parquet",
            }
            for name in tables
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": name,
                "name": name,
                "description": f"One row is {TABLE_NOTES[name]}.",
                "field": [_field(name, column) for column in SCHEMAS[name]],
            }
            for name in tables
        ],
    }


def _field(table: str, column: pa.Field) -> dict[str, Any]:
    listed = pa.types.is_list(column.type)
    kind = column.type.value_type if listed else column.type
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": f"{table}/{column.name}",
        "dataType": _TYPES[str(kind)],
        **({"repeated": True} if listed else {}),
        "source": {"fileSet": {"@id": f"{table}-parts"}, "extract": {"column": column.name}},
    }
