"""A student of a class: opens a page, and every few seconds drags one of its sliders. All wait for their own answers only."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from websockets.asyncio.client import connect

from benchmarks.conversation import OPTIONS, Conversation, address_of
from lesson import View
from server.preload import scene_address

PATIENCE = 15.0  # seconds for an answer
STOPS = 12  # values of a slider at which students who follow the lesson let go
LIMIT = 2**16  # bytes that a connection reads ahead


@dataclass
class Seen:
    """What all students together have waited for: ms. asked: sweeps; computed: those that nobody had asked for before."""

    joins: list[float] = field(default_factory=list)
    drags: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    sweeps: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)


class Fetcher:
    """A browser's connection for pictures, with its cache: what it has it does not ask for again."""

    def __init__(self, server: str) -> None:
        self._host, _, self._port = server.partition(":")
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.has: set[str] = set()

    async def fetch(self, address: str) -> None:
        """Have what lies at an address. Raises RuntimeError for any answer but 200."""
        if self._streams is None or self._streams[0].at_eof():
            self._streams = await asyncio.open_connection(self._host, int(self._port), limit=LIMIT)
        reader, writer = self._streams
        writer.write(f"GET {address} HTTP/1.1\r\nHost: {self._host}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        await reader.readexactly(int(headers["content-length"]))
        if status.split()[1] != "200":
            raise RuntimeError(f"{address} answers {status}")
        self.has.add(address)

    def close(self) -> None:
        """Leave."""
        if self._streams is not None:
            self._streams[1].close()


@dataclass
class Student:
    """One of them. view: what is opened, None for the floor's only page. stops: at how many values of a slider it lets go."""

    server: str
    seen: Seen
    chance: random.Random
    view: View | None = None
    stops: int | None = STOPS

    async def attend(self, arrives: float, leaves: float) -> None:
        """From one time of the loop's clock to another."""
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(arrives - clock())
        fetcher = Fetcher(self.server)
        try:
            async with connect(address_of(self.server), **OPTIONS, open_timeout=PATIENCE) as wire:  # type: ignore[arg-type]
                ...
        except Exception as error:
            self.seen.errors.append(repr(error))
        finally:
            fetcher.close()
