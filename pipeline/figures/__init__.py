"""Figures: numbers with what they count, in Chinese of both scripts and in English."""

from pipeline.figures.reading import Figure, Kind
from pipeline.figures.region import local_region
from pipeline.figures.scan import parse

__all__ = ["Figure", "Kind", "local_region", "parse"]
