"""Releases: immutable versions of the dataset in one folder. Importing this package loads nothing heavy."""

from __future__ import annotations

from pipeline.release.catalogue import DatasetError
from pipeline.release.publishing import Release, ValidationFailed, publish, unchanged
from pipeline.release.quality import QualityFell
from pipeline.release.verifying import verify

__all__ = ["DatasetError", "QualityFell", "Release", "ValidationFailed", "publish", "unchanged", "verify"]
