"""What starts a run by itself: new seeds, the clock. And what says so when a run fails."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

import dagster as dg

from pipeline.alerts import configured, send
from pipeline.storage import Folders

# What was written so lately may be written again without another time of change: it is read again at the next tick.
_SETTLED_SECONDS = 2.0

dataset = dg.define_asset_job(
    "dataset", selection=dg.AssetSelection.all(), description="From the seeds to a release: every table, every check."
)

daily = dg.ScheduleDefinition(
    name="daily",
    job=dataset,
    cron_schedule="0 5 * * *",
    execution_timezone="UTC",
    description="Makes the dataset each day at 05:00 UTC. Off until switched on; nothing changed means no new version.",
)


@dg.sensor(
    job=dataset,
    minimum_interval_seconds=30,
    description="Makes the dataset when the content of the seeds folder has changed. Off until switched on.",
)
def new_seeds(context: dg.SensorEvaluationContext, folders: Folders) -> dg.SensorResult | dg.SkipReason:
    # Cursor: how many contents were seen, the last one's hash, and what the folder looked like. The number lets a
    # folder run again that went back to an earlier content, as Dagster runs a key only once.
    turn, content, look = (context.cursor or "0::").split(":")
    seeds = Path(folders.seeds)
    new_look = look_of(seeds)
    if new_look and new_look == look:
        return dg.SkipReason(f"Nothing in {seeds} was touched")
    new_content = content_of(seeds)
    if new_content == content:
        context.update_cursor(f"{turn}:{content}:{new_look}")
        return dg.SkipReason(f"The content of {seeds} is the same")
    key = f"{int(turn) + 1}:{new_content}"
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=key)], cursor=f"{key}:{new_look}")


def content_of(seeds: Path) -> str:
    """One hash of the names and bytes of all inputs, whatever their dates."""
    from pipeline.build import hash_seeds

    return _sha256(hash_seeds(seeds))


def look_of(seeds: Path) -> str:
    """One hash of what costs no reading: names, sizes and times of change; or nothing while files are being written."""
    from pipeline.corpus.records import Rejection
    from pipeline.corpus.walk import LICENCES_FILE, find_files

    looks = []
    for path in [seeds / LICENCES_FILE, *(f.path for f in find_files(seeds) if not isinstance(f, Rejection))]:
        try:
            status = path.stat()
        except OSError:
            continue
        if abs(time.time() - status.st_mtime) < _SETTLED_SECONDS:
            return ""
        looks.append([str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns])
    return _sha256(looks)


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


@dg.run_failure_sensor(
    description="Tells a chat or a mailbox that a run failed. Off until one is set (AMUR_ALERT_… in the environment).",
    default_status=dg.DefaultSensorStatus.RUNNING if configured(os.environ) else dg.DefaultSensorStatus.STOPPED,
)
def failed_run(context: dg.RunFailureSensorContext) -> None:
    steps = [
        f"{event.step_key}: {event.message.splitlines()[0] if event.message else ''}"
        for event in context.get_step_failure_events()
    ]
    subject = f"amur: run of {context.dagster_run.job_name} failed"
    body = "\n".join([f"Run {context.dagster_run.run_id}", context.failure_event.message or "", *steps])
    failures = send(subject, body, os.environ)
    if failures:  # the tick goes red in the page
        raise dg.Failure("; ".join(failures))
