"""How long `dagster dev` takes to a ready page: this project against an empty one, in turns, in one run.

    .venv/bin/python tests/benchmarks/bench_startup.py [TURNS]

Prints each start's seconds and the processor seconds of all its processes, and the ratios
of the fastest and of the medians: on a machine with other work the fastest tell more.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "dagster"))

from dagster_server import DAGSTER_DEV, ROOT, lay_project, serve


def lay_empty(folder: Path) -> Path:
    """A Dagster project with nothing in it, and the same instance."""
    (folder / "empty").mkdir(parents=True)
    (folder / "empty" / "__init__.py").touch()
    (folder / "empty" / "definitions.py").write_text("import dagster as dg\n\ndefs = dg.Definitions()\n")
    (folder / "pyproject.toml").write_text('[tool.dagster]\nmodule_name = "empty.definitions"\n')
    (folder / "dagster.yaml").symlink_to(ROOT / "dagster.yaml")
    return folder


def measure(project: Path) -> tuple[float, float]:
    """Seconds to a ready page, and processor seconds from start to stop."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with serve(project, DAGSTER_DEV) as server:
        seconds = server.seconds
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main(turns: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        projects = {"empty": lay_empty(Path(folder, "bare")), "amur": lay_project(Path(folder, "amur"))}
        for project in projects.values():
            measure(project)  # the first start makes the databases and reads the disk
        measured = {name: [] for name in projects}
        for _ in range(turns):
            for name, project in projects.items():
                measured[name].append(measure(project))
                print(f"{name:6} {measured[name][-1][0]:6.2f} s to the page, {measured[name][-1][1]:6.2f} s processor")
    for number, what in enumerate(("to the page", "processor")):
        for choose in (min, statistics.median):
            empty, amur = (choose(one[number] for one in measured[name]) for name in projects)
            print(f"{what}, {choose.__name__}: empty {empty:.2f} s, amur {amur:.2f} s, ratio {amur / empty:.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
