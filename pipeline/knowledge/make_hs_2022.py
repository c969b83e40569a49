"""Makes `hs_2022.csv`, the codes that `commodities.csv` uses with their official descriptions, from the full HS table.

Run by hand when a code is added: `python -m pipeline.knowledge.make_hs_2022 harmonized-system.csv`, with the file
`data/harmonized-system.csv` of https://github.com/datasets/harmonized-system. Raises KeyError for a code not in it.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from pipeline.knowledge.tables import read_table

HEAD = (
    "# source: https://github.com/datasets/harmonized-system, the rows that commodities.csv uses\n# licence: PDDL-1.0\n"
)


def main() -> None:
    with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as file:
        descriptions = {row["hscode"]: row["description"] for row in csv.DictReader(file)}
    codes = sorted({row["code"] for row in read_table("commodities.csv") if row["code"]})
    target = Path(__file__).with_name("hs_2022.csv")
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "description"))
        writer.writerows((code, descriptions[code]) for code in codes)


if __name__ == "__main__":
    main()
