"""Extraction over many documents.

`extract_all` works in this process or in workers beside it; `ExtractionCache` keeps what it found. The unit of work is
a pure function, `shard.extract_shard`: some documents in, their rows out.
"""

from __future__ import annotations

from pipeline.engine.cache import ExtractionCache
from pipeline.engine.run import Extracted, extract_all
from pipeline.engine.version import code_version, extraction_code, extraction_version

__all__ = ["Extracted", "ExtractionCache", "code_version", "extract_all", "extraction_code", "extraction_version"]
