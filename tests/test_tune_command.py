"""canyon tune: what a file may say, rows that are kept and gone on from, and a cluster of two workers."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from lesson import read
from pages import PAGES
from slides import tune
from slides.command import main
from slides.search import read_search
from slides.shot import Refused
from slides.table import COLUMNS, Changed, Table
from tuning import Range, Search, search
from tuning.jobs import run

ROOT = Path(__file__).parents[1]
SMALL = """\
# which rule?
dataset = "moons"
examples = 40
seeds = 2
number = 8
algorithm = ["SGD", "Adam"]
eta = { from = 0.01, to = 1 }
batch_size = [5, 20]
layers = 1
width = [2, 3]
epochs = 8
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "search.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def here(monkeypatch):
    """The command with an executor that works at once."""
    from executors import AtOnce

    monkeypatch.setattr(tune, "Processes", lambda workers: AtOnce())


def written(tmp_path, text):
    path = tmp_path / "search.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_says_what_a_search_has(file):
    assert read_search(file) == Search(
        examples=40,
        seeds=2,
        number=8,
        algorithm=("SGD", "Adam"),
        eta=Range(0.01, 1),
        batch_size=(5, 20),
        layers=1,
        width=(2, 3),
        epochs=8,
    )
    assert read_search(written(file.parent, "[eta]\nfrom = 0.1\nto = 1\npoints = 4")).eta == Range(0.1, 1, 4)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("seeds = 2\nlearning_rate = 0.1", 2, "learning_rate is not known; known are dataset, noise, examples"),
        ("# eta = 1\nseeds = 2\n\neta = 11", 4, "eta = 11 is not allowed: 1e-05 to 10"),
        ("eta = { from = 1, to = 0.1 }", 1, "eta goes from 1 to 0.1: the first must be the smaller"),
        ("seeds = 1\neta = { to = 0.1 }", 2, "a range is { from = …, to = …, points = … }"),
        ("seeds = 1\neta = { from = '1', to = 2 }", 2, "'1' is no number; allowed is 1e-05 to 10"),
        ("[eta]\nfrom = 1\nto = 2\nsteps = 3", 1, "a range is { from = …, to = …, points = … }"),
        ("algorithm = ['SGD', 'Adamax']", 1, "algorithm = 'Adamax' is not allowed: one of SGD, Momentum"),
        ("seeds = 2\n'seeds ' = 1", 2, "is not known"),
        ("seeds = '2'", 1, "seeds = '2' is outside [1, 20] (whole numbers)"),
        ("width = []", 1, "width = () must have 1 to 200 values"),
        ("width = [[1]]", 1, "width = [1] is not allowed: 1 to 32, whole numbers"),
        ("dataset = 'iris'", 1, "dataset = 'iris' is not one of circle"),
        ("method = true", 1, "method = True is not one of grid, random, halving"),
        ("noise = nan", 1, "noise = nan is outside [0, 10]"),
        ("seeds = 2\nseeds = 3", 2, "Cannot overwrite a value"),
        ("seeds = ", 1, "Invalid value"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_with_its_line_and_nothing_is_run(text, line, said, tmp_path, capsys, here):
    out = tmp_path / "table.csv"
    assert main(["tune", str(written(tmp_path, text)), "--out", str(out)]) == 2
    told = capsys.readouterr()
    assert f"line {line}" in told.err
    assert said in told.err
    assert told.out == ""
    assert not out.exists()


def test_what_is_no_text_or_not_there_is_refused(tmp_path, capsys):
    (tmp_path / "search.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Refused, match="utf-8"):
        read_search(tmp_path / "search.toml")
    assert main(["tune", str(tmp_path / "nowhere.toml")]) == 2
    assert "nowhere.toml" in capsys.readouterr().err


def test_a_search_beyond_its_limit_is_refused_with_its_size(tmp_path, capsys, here):
    assert main(["tune", str(written(tmp_path, "number = 2000\nepochs = 500\nmost_seconds = 10"))]) == 2
    assert "too large: 2000 settings, 6000 trainings" in capsys.readouterr().err


def test_it_ends_with_the_winner_its_test_error_and_its_link(file, capsys, here):
    out = file.with_name("table.csv")
    assert main(["tune", str(file), "--out", str(out)]) == 0
    told = capsys.readouterr()
    what = read_search(file)
    *_, last = search(what, tune.Processes(1))
    best = last.best.candidate
    assert f"Winner: {best.algorithm}, η" in told.out
    assert "test error" in told.out
    link = next(line for line in told.out.splitlines() if "/network_race?" in line)
    race = read(PAGES["network_race"], parse_qs(link.partition("?")[2])).settings
    assert race.rules == (best.algorithm,)
    assert (race.width, race.layers, race.batch_size, race.epochs) == (best.width, 1, best.batch_size, 8)
    assert (race.dataset, race.noise, race.size, race.seed, race.seeds) == ("moons", 0.3, 40, 0, 2)
    assert race.eta == pytest.approx(best.eta, rel=0.1)  # the nearest that its slider has
    assert "16 of 16 trainings, best so far" in told.err
    assert tuple(Table(out, what).rows) == last.rows


def test_a_stopped_search_keeps_its_rows_and_goes_on_from_them(file, capsys, here, monkeypatch):
    out, whole = file.with_name("table.csv"), file.with_name("whole.csv")
    assert main(["tune", str(file), "--out", str(whole)]) == 0
    capsys.readouterr()
    keep, times = Table.keep, []

    def interrupted(table, rows):
        keep(table, rows)
        times.append(len(rows))
        if len(times) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Table, "keep", interrupted)
        assert main(["tune", str(file), "--out", str(out)]) == 130
    told = capsys.readouterr().err
    kept = len(Table(out, read_search(file)).rows)
    assert 0 < times[0] < times[1] == kept < 8
    assert f"{kept} rows are in {out}: the same command goes on from them" in told
    trained = []
    monkeypatch.setattr("tuning.engine.perform.__defaults__", (None, lambda job: trained.append(job) or run(job)))
    assert main(["tune", str(file), "--out", str(out)]) == 0
    assert sum(len(job.members) for job in trained if not job.test) == 8 - kept
    assert out.read_bytes() == whole.read_bytes()
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def test_ctrl_c_ends_it_and_its_workers_at_once_however_often_it_is_pressed(tmp_path):
    file, out = (
        written(tmp_path, SMALL.replace("number = 8", "number = 400").replace("8\n", "300\n")),
        tmp_path / "out.csv",
    )
    call = [sys.executable, "-m", "slides.command", "tune", str(file), "--out", str(out), "--workers", "1"]
    tuning = subprocess.Popen(call, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        until = time.monotonic() + 60
        while not out.exists() and time.monotonic() < until:
            time.sleep(0.01)
        for _ in range(2):
            os.killpg(tuning.pid, signal.SIGINT)
        assert tuning.wait(20) == 130
        assert "Traceback" not in tuning.stderr.read()  # ends when the last worker has ended
    finally:
        tuning.kill()
        tuning.communicate()
    assert 0 < len(out.read_text("utf-8").splitlines()) - 1 < 400


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: "", "is no table of a search"),
        (
            lambda text: text.replace(text.splitlines()[1].split(",")[0], "0123456789ab"),
            "is the table of another search",
        ),
        (lambda text: text.replace(",SGD,", ",Momentum,"), "is none of this search's settings"),
        (lambda text: text.replace(",SGD,0.", ",SGD,x."), "cannot be read"),
        (lambda text: text[:-30], "cannot be read"),
    ],
)
def test_a_table_of_something_else_is_refused(spoil, said, file, capsys, here):
    out = file.with_name("table.csv")
    assert main(["tune", str(file), "--out", str(out)]) == 0
    out.write_text(spoil(out.read_text("utf-8")), encoding="utf-8")
    before = out.read_bytes()
    assert main(["tune", str(file), "--out", str(out)]) == 2
    assert said in capsys.readouterr().err
    assert out.read_bytes() == before


def test_a_changed_search_does_not_go_on_from_the_rows_of_the_other(file, here):
    what = read_search(file)
    out = file.with_name("table.csv")
    assert main(["tune", str(file), "--out", str(out)]) == 0
    assert len(Table(out, replace(what, most_seconds=77)).rows) == 8  # a limit changes no row
    for change in ({"noise": 0.2}, {"seed": 1}, {"patience": 3}, {"eta": Range(0.02, 1)}):
        with pytest.raises(Changed, match="another search"):
            Table(out, replace(what, **change))


def test_a_row_is_written_to_the_last_digit(tmp_path):
    from executors import AtOnce
    from test_searches import SMALL as EVERY_KIND

    *_, last = search(EVERY_KIND, AtOnce())
    table = Table(tmp_path / "table.csv", EVERY_KIND)
    table.keep(last.rows)
    assert (tmp_path / "table.csv").read_text("utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert Table(tmp_path / "table.csv", EVERY_KIND).rows == last.rows


def test_without_distributed_it_says_what_to_install(file, capsys, monkeypatch):
    monkeypatch.setattr(tune, "find_spec", lambda name: None)
    assert main(["tune", str(file), "--scheduler", "127.0.0.1:1"]) == 2
    assert "pip install 'canyon[cluster]'" in capsys.readouterr().err


@pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed")
def test_a_cluster_of_which_a_worker_is_killed_makes_the_same_table(tmp_path, here):
    text = SMALL.replace("number = 8", "number = 40").replace("epochs = 8", "epochs = 300")
    file, alone, together = written(tmp_path, text), tmp_path / "alone.csv", tmp_path / "together.csv"
    address, started = "", []

    def start(*call):
        started.append(subprocess.Popen([sys.executable, "-m", *call], cwd=ROOT, stderr=subprocess.PIPE, text=True))
        return started[-1]

    try:
        plain = ("--host", "127.0.0.1", "--no-dashboard")
        scheduler = start("distributed.cli.dask_scheduler", *plain, "--port", "0")
        for line in scheduler.stderr:
            if "Scheduler at:" in line:
                address = line.split("Scheduler at:")[1].strip()
                break
        own = ("--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path))
        first = start("distributed.cli.dask_worker", address, *plain, *own)
        start("distributed.cli.dask_worker", address, *plain, *own)
        call = [sys.executable, "-m", "slides.command", "tune", str(file), "--out", str(together)]
        tuning = subprocess.Popen([*call, "--scheduler", address], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started.append(tuning)
        assert main(["tune", str(file), "--out", str(alone)]) == 0
        until = time.monotonic() + 60
        while not together.exists() and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(first.pid, signal.SIGKILL)
        rows = len(together.read_text("utf-8").splitlines()) - 1
        assert tuning.wait(60) == 0
    finally:
        for process in started[::-1]:
            process.kill()
            process.communicate()
    assert rows < 40  # it was midway
    assert together.read_bytes() == alone.read_bytes()
