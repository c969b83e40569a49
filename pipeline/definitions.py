"""What Dagster loads, and nothing else."""

from __future__ import annotations

import dagster as dg

from pipeline import assets, automation, checks
from pipeline.storage import Folders, ParquetFiles

defs = dg.Definitions(
    assets=assets.ASSETS,
    asset_checks=checks.CHECKS,
    jobs=[automation.dataset],
    schedules=[automation.daily],
    sensors=[automation.new_seeds, automation.failed_run],
    resources={"folders": Folders(), "io_manager": ParquetFiles()},
    # A process for each of these short steps would cost more than the steps.
    executor=dg.in_process_executor,
)
