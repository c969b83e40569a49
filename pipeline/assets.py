"""The assets: one a table, in the order of the flow, and the release that is made of them.

They hold input, output and metadata only. The work is in the stations' plain functions, which `pipeline.build.build`
calls in the same order; they are imported when an asset runs, so that loading the graph costs next to nothing.
"""

# No `from __future__ import annotations`: Dagster wants the type of `context` itself.
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from pipeline.preview import column_schema, facts
from pipeline.storage import Folders, Frame, Frames
from schemas import TABLES

OWNERS = ["team:amur"]


def _described(name: str) -> dict[str, Any]:
    """What the page says of a table before it is made, all of it from its schema."""
    table = TABLES[name]
    return {
        "description": table.description,
        "group_name": "tables",
        "owners": OWNERS,
        "kinds": {"polars", "parquet"},
        "metadata": {"dagster/column_schema": column_schema(table)},
    }


@dg.asset(group_name="corpus", owners=OWNERS, kinds={"parquet"})
def corpus(folders: Folders) -> dg.MaterializeResult[Frames]:
    """What the seeds folder holds: documents, the inputs that are none, and the SHA-256 of each file."""
    import polars as pl

    from pipeline.build import hash_seeds
    from pipeline.corpus import read_corpus

    hashes = hash_seeds(Path(folders.seeds))
    read = read_corpus(Path(folders.seeds))
    files = pl.DataFrame(hashes, schema={"source": pl.String, "sha256": pl.String}, orient="row")
    return dg.MaterializeResult(
        value={"documents": read.documents, "rejected": read.rejected, "files": files},
        metadata={"files": len(hashes), "inputs": read.inputs, "dagster/row_count": read.documents.height},
    )


@dg.asset(group_name="extraction", owners=OWNERS, kinds={"spacy", "parquet"})
def extractions(context: dg.AssetExecutionContext, folders: Folders, corpus: Frames) -> dg.MaterializeResult[Frames]:
    """What each document says, before entities and projects are merged over documents; and where extraction failed."""
    from pipeline.engine import ExtractionCache, extract_all, extraction_version

    def tell(done: int, total: int) -> None:
        if done * 10 // max(total, 1) > (done - 1) * 10 // max(total, 1):
            context.log.info(f"{done} of {total} documents")

    cache = ExtractionCache(Path(folders.cache), extraction_version())
    extracted = extract_all(corpus["documents"], cache=cache, progress=tell)
    frames = {**extracted.tables, "failures": extracted.failures}
    return dg.MaterializeResult(value=frames, metadata={name: frame.height for name, frame in frames.items()})


@dg.multi_asset(outs={name: dg.AssetOut(**_described(name)) for name in ("documents", "rejected")})
def accounted(corpus: Frames, extractions: Frames) -> Iterator[dg.Output[Frame]]:
    """Every input in one of the two."""
    from pipeline.build import account
    from pipeline.corpus import Corpus
    from pipeline.engine import Extracted

    read = Corpus(corpus["documents"], corpus["rejected"], corpus["documents"].height + corpus["rejected"].height)
    for name, frame in account(read, Extracted(extractions, extractions["failures"])).items():
        yield dg.Output(frame, name, metadata=facts(frame))


RESOLVED = ("entities", "mentions", "relations", "trade_figures", "projects", "project_mentions")


@dg.multi_asset(outs={name: dg.AssetOut(**_described(name)) for name in RESOLVED})
def resolved(extractions: Frames, documents: Frame) -> Iterator[dg.Output[Frame]]:
    """The tables over all documents: one entity or project under one id."""
    from pipeline.resolution import resolve

    tables = resolve({name: frame for name, frame in extractions.items() if name != "failures"}, documents)
    for name in RESOLVED:
        yield dg.Output(tables[name], name, metadata=facts(tables[name]))


class ReleaseConfig(dg.Config):
    """`accept_lower_quality`: why the release may be less right than the one before; without a reason it is refused."""

    accept_lower_quality: str = ""


@dg.asset(group_name="release", owners=OWNERS, kinds={"parquet", "duckdb"})
def release(
    context: dg.AssetExecutionContext,
    config: ReleaseConfig,
    folders: Folders,
    corpus: Frames,
    documents: Frame,
    entities: Frame,
    mentions: Frame,
    relations: Frame,
    trade_figures: Frame,
    projects: Frame,
    project_mentions: Frame,
    rejected: Frame,
) -> dg.MaterializeResult:
    """The dataset's newest version: a new one if any row changed, and only while every check holds."""
    from pipeline.engine import code_version, extraction_code
    from pipeline.release import publish
    from pipeline.release.quality import measured

    tables = {
        "documents": documents,
        "entities": entities,
        "mentions": mentions,
        "relations": relations,
        "trade_figures": trade_figures,
        "projects": projects,
        "project_mentions": project_mentions,
        "rejected": rejected,
    }
    # Tables of an earlier run may be of other code: a release of them must not pass for what this code makes.
    made = {key.to_user_string() for key in context.job_def.asset_layer.executable_asset_keys}
    is_whole = made >= {"corpus", "extractions", *TABLES}
    published = publish(
        tables,
        Path(folders.datasets),
        seeds=list(corpus["files"].iter_rows()),
        code_version=code_version() if is_whole else f"{code_version()}+partial",
        quality=measured(extraction_code() if is_whole else None),
        accept_lower_quality=config.accept_lower_quality,
    )
    return dg.MaterializeResult(
        metadata={
            "version": published.version,
            "is_new": published.is_new,
            "path": dg.MetadataValue.path(published.path),
            "rows": dg.MetadataValue.md("\n".join(["| table | rows |", "|---|---|", *_rows(published.rows)])),
        }
    )


def _rows(rows: dict[str, int]) -> list[str]:
    return [f"| {name} | {count:,} |" for name, count in rows.items()]


with warnings.catch_warnings():
    warnings.simplefilter("ignore", dg.BetaWarning)
    ASSETS = dg.with_source_code_references([corpus, extractions, accounted, resolved, release])
