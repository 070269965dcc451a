"""Executors that a search must not notice."""

import random
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor


class AtOnce(Executor):
    """Runs each job when it is submitted."""

    def submit(self, fn, /, *args):
        future = Future()
        future.set_result(fn(*args))
        return future


class Shuffled(ThreadPoolExecutor):
    """Finishes its jobs in an order of its own."""

    def __init__(self, seed):
        super().__init__(4)
        self.random = random.Random(seed)

    def submit(self, fn, /, *args):
        return super().submit(self.late, self.random.random() / 20, fn, *args)

    @staticmethod
    def late(seconds, fn, *args):
        time.sleep(seconds)
        return fn(*args)
