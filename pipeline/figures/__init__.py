"""Figures: numbers with what they count, in Chinese of both scripts and in English."""

from pipeline.figures.parse import Figure, parse

__all__ = ["Figure", "parse"]
