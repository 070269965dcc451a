"""A server of this program or of the floor, run as a reader would run it, and what its processes have used."""

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
APP, FLOOR = "app.py", "benchmarks/floor.py"
STARTS_WITHIN = 30  # seconds
MB = 1e6


@dataclass(frozen=True)
class Server:
    """A running server. address: host:port; pid: of the process that was started."""

    address: str
    pid: int

    def cpu(self) -> float:
        """Milliseconds that the started process has computed, in all its threads, also those that have ended."""
        clock = ~self.pid << 3 | 2  # what clock_getcpuclockid gives for a process
        return 1e3 * time.clock_gettime(clock)

    def peaks(self) -> list[float]:
        """MB of memory that each process with the program in it has had at most, the largest first."""
        return sorted((_peak(pid) for pid in (self.pid, *_children(self.pid))), reverse=True)


@contextmanager
def running(script: str, workers: int = 0) -> Iterator[Server]:
    """`streamlit run` of a script of this repository, or with workers `uvicorn app:app`, while the context lasts.

    It runs in the repository, so that .streamlit/config.toml holds for the floor as for the app. Raises RuntimeError if
    it does not answer.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host, port = free.getsockname()
    if workers:
        command = ["uvicorn", "app:app", "--workers", str(workers), "--host", host, "--port", str(port)]
    else:
        command = ["streamlit", "run", script, "--server.headless", "true"]
        command += ["--server.address", host, "--server.port", str(port)]
    address = f"{host}:{port}"
    with tempfile.TemporaryFile("w+") as log:
        child = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            began = time.monotonic()
            while not (here := _healthy(address)) and child.poll() is None and time.monotonic() - began < STARTS_WITHIN:
                time.sleep(0.1)
            if not here:
                log.seek(0)
                raise RuntimeError(f"{' '.join(command)} does not answer:\n{log.read()}")
            yield Server(address, child.pid)
        finally:
            child.terminate()
            child.wait()


@contextmanager
def serving(script: str) -> Iterator[str]:
    """The same as host:port, for who needs no more."""
    with running(script) as server:
        yield server.address


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(1024 * int(line.split()[1]) / MB for line in status.splitlines() if line.startswith("VmHWM"))
