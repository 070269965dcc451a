"""Prints each budget beside what it measured; exit status 1 if one is missed."""

import sys

from benchmarks import browser, core, server
from benchmarks.row import COLUMNS


def main() -> int:
    print(COLUMNS.format("what", "budget", "measured", "quartiles", "floor", ""))
    missed = False
    for part in (core, server, browser):
        for row in part.rows():
            print(row, flush=True)
            missed |= row.missed
    print(
        "\nMedians of one run (pictures/s: all of it); measured and floor take turns. Only × is divided by its floor."
    )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
