"""What is judged beside sentences, as data: `models/stance/settings.toml`."""

from __future__ import annotations

import functools
import tomllib
from typing import Any

from pipeline.resources import models_path


@functools.cache
def settings() -> dict[str, Any]:
    """The settings of `models/stance/settings.toml`."""
    return tomllib.loads(models_path("stance/settings.toml").read_text(encoding="utf-8"))


__all__ = ["settings"]
