"""Prints each budget beside what it measured: `python -m benchmarks [part ...]`; exit status 1 if one is missed."""

import sys
from importlib import import_module

from benchmarks.row import COLUMNS

PARTS = ("core", "scenes", "reruns", "drags", "pictures", "traffic", "load", "tuning", "slides", "site")


def main(parts: list[str]) -> int:
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}. Parts: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(COLUMNS.format("what", "budget", "measured", "quartiles", "floor", ""))
    missed = False
    for part in parts or PARTS:
        for row in import_module(f"benchmarks.{part}").rows():
            print(row, flush=True)
            missed |= row.missed
    print("\nMedians of one run, unless a row says otherwise; what is measured and its floor take turns.")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
