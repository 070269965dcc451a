"""A search on any executor: the same table to the bit, also where workers die."""

import os
import pickle
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from executors import AtOnce, Shuffled
from small_search import SMALL, table

from tuning import Processes, jobs_of, perform, run, search


@pytest.fixture(scope="module")
def rows():
    return table(AtOnce())


# Executors


def by_threads():
    return ThreadPoolExecutor(3)


def by_processes():
    return ProcessPoolExecutor(2, get_context("spawn"))


@pytest.mark.parametrize("make", [by_threads, by_processes, lambda: Shuffled(1), lambda: Shuffled(2)])
def test_the_table_is_the_same_to_the_bit_whichever_executor_ran_it(make, rows):
    with make() as executor:
        assert table(executor) == rows
        assert table(executor, ahead=4) == rows


def test_rows_come_in_order_as_they_are_there_and_the_best_is_the_lowest(rows):
    before = ()
    for progress in search(SMALL, Shuffled(3)):
        assert set(before) < set(progress.rows)
        assert [row.index for row in progress.rows] == sorted(row.index for row in progress.rows)
        assert progress.best.validation == min(row.validation for row in progress.rows)
        assert progress.fits == 2 * len(progress.rows)
        before = progress.rows
    assert before == rows


def test_an_abandoned_search_cancels_what_has_not_begun():
    with ThreadPoolExecutor(1) as executor:
        submitted = []
        submit = executor.submit
        executor.submit = lambda *call: submitted.append(submit(*call)) or submitted[-1]
        coming = search(SMALL, executor)
        next(coming)
        coming.close()
        assert sum(future.cancelled() for future in submitted) >= len(submitted) - 3 > 0


def test_known_rows_are_not_trained_again(rows):
    trained = []

    class Watched(AtOnce):
        def submit(self, fn, /, job):
            trained.append(job)
            return super().submit(fn, job)

    assert table(Watched(), known=rows[:16]) == rows
    assert {index for job in trained for index, _ in job.members} >= set(range(16, 24))
    assert len(trained) < len(jobs_of(SMALL, 0, 12, [*enumerate(SMALL.candidates)]))
    trained.clear()
    assert table(Watched(), known=rows) == rows
    assert not trained


def dying(job):
    """Kills its process the first time it meets the job of the last network."""
    mark = Path(os.environ["CANYON_TEST_MARK"])
    if any(index == 7 for index, _ in job.members) and not mark.exists():
        mark.touch()
        os._exit(1)
    return run(job)


@pytest.mark.parametrize("make", [by_processes, lambda: Processes(2)])
def test_a_job_whose_worker_dies_is_done_again_and_the_table_is_the_same(make, rows, tmp_path, monkeypatch):
    monkeypatch.setenv("CANYON_TEST_MARK", str(tmp_path / "died"))
    jobs = jobs_of(SMALL, 0, 12, [*enumerate(SMALL.candidates[:8])])  # networks alone: a new worker begins sooner
    with make() as executor:
        found = [row for done in perform(jobs, executor, work=dying) for row in done]
    assert (tmp_path / "died").exists()
    assert tuple(sorted(found, key=lambda row: row.index)) == rows[:8]


def ending(job):
    os._exit(1)


def test_workers_that_go_on_dying_end_the_search(monkeypatch):
    monkeypatch.setattr("tuning.engine.TRIES", 1)
    jobs = jobs_of(SMALL, 0, 12, [*enumerate(SMALL.candidates)])[:1]
    with Processes(1) as executor, pytest.raises(RuntimeError, match="workers died"):
        [*perform(jobs, executor, work=ending)]


ABRUPT = """
import os
from tuning import Processes
if __name__ == "__main__":
    print(Processes(1).submit(os.getpid).result(), flush=True)
    os._exit(0)
"""


def test_workers_end_with_the_process_that_began_them(tmp_path):
    script = tmp_path / "abrupt.py"
    script.write_text(ABRUPT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    worker = int(subprocess.run([sys.executable, script], env=environment, stdout=subprocess.PIPE, check=True).stdout)
    until = time.monotonic() + 20
    while alive(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(worker)


NESTED = """
import os
from tuning import Processes
own = None
def within():
    global own
    own = Processes(1)
    return own.submit(os.getpid).result()
if __name__ == "__main__":
    with Processes(1) as processes:
        processes.submit(within).result()
"""


def test_a_worker_with_workers_of_its_own_ends_when_it_is_told(tmp_path):
    script = tmp_path / "nested.py"
    script.write_text(NESTED, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run([sys.executable, script], env=environment, check=True, timeout=60)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_job_is_a_pure_function_of_what_can_be_pickled():
    job = jobs_of(SMALL, 0, 12, [*enumerate(SMALL.candidates)])[0]
    assert run(pickle.loads(pickle.dumps(job))) == run(job)
