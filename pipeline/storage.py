"""Where Dagster's assets are between the steps, and where they come from and go to."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

if TYPE_CHECKING:
    import polars as pl

    Frame = pl.DataFrame
    Frames = dict[str, pl.DataFrame]
else:  # Dagster evaluates annotations when it loads the graph; polars is not worth loading for them
    Frame = Frames = Any


class Folders(dg.ConfigurableResource):
    """Relative to the working folder: the seeds, the releases, and what extraction found in each document before."""

    seeds: str = "seeds"
    datasets: str = "datasets"
    cache: str = "build/extractions"


class ParquetFiles(dg.ConfigurableIOManager):
    """Keeps an asset between steps: a frame as one Parquet file, a dict of frames as a folder of them."""

    folder: str = "build/dagster"

    def handle_output(self, context: dg.OutputContext, obj: Frame | Frames) -> None:
        path = Path(self.folder, context.asset_key.path[-1])
        aside = path.with_name(f".{path.name}.part")
        if isinstance(obj, dict):
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            for name, frame in obj.items():
                frame.write_parquet(aside / f"{name}.parquet")
            shutil.rmtree(path, ignore_errors=True)
            aside.rename(path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            obj.write_parquet(aside)
            aside.replace(path.with_name(f"{path.name}.parquet"))

    def load_input(self, context: dg.InputContext) -> Frame | Frames:
        return self.read(context.asset_key.path[-1])

    def read(self, name: str) -> Any:
        """The asset as it was last made, a frame or a dict of frames; dagster.Failure if it never was."""
        import polars as pl

        path = Path(self.folder, name)
        if path.is_dir():
            return {file.stem: pl.read_parquet(file) for file in sorted(path.glob("*.parquet"))}
        file = path.with_name(f"{name}.parquet")
        if not file.exists():
            raise dg.Failure(f"{name} is not there yet: materialize it first")
        return pl.read_parquet(file)
