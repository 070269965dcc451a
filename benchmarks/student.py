"""A student of a class: opens a page, and every few seconds drags one of its sliders."""

import asyncio
import random
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.conversation import OPTIONS, Conversation, address_of
from lesson import View, declared
from server.preload import scene_address

PAUSES = (1.0, 4.0)  # seconds between two drags
PATIENCE = 15.0  # seconds for an answer
STOPS = 12  # values of a slider at which students let go


@dataclass
class Seen:
    """How long all students together have waited, in ms: for the first picture, and in a drag for sweep and rerun.

    addresses: of the sweeps that anybody has asked for; asked: how often one was asked for.
    """

    joins: list[float] = field(default_factory=list)
    drags: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    asked: int = 0


class Fetcher:
    """A browser's connection for pictures, with its cache: what it has it does not ask for again."""

    def __init__(self, server: str) -> None:
        self._host, _, self._port = server.partition(":")
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.has: set[str] = set()

    async def fetch(self, address: str) -> None:
        """Have what lies at an address. Raises RuntimeError for any answer but 200."""
        kept = self._streams is not None
        try:
            await self._ask(address)
        except (ConnectionError, asyncio.IncompleteReadError):
            if not kept:
                raise
            self.close()  # the server has closed it meanwhile: as a browser does, once more on a new one
            await self._ask(address)
        self.has.add(address)

    async def _ask(self, address: str) -> None:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, int(self._port))
        reader, writer = self._streams
        writer.write(f"GET {address} HTTP/1.1\r\nHost: {self._host}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        await reader.readexactly(int(headers["content-length"]))
        if status.split()[1] != "200":
            raise RuntimeError(f"{address} answers {status}")

    def close(self) -> None:
        """Leave."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


@dataclass
class Student:
    """One of them. view: what is opened, None for the floor's page.

    roams: after a drag the slider stays where it is, so that most students are at settings of their own; else it is
    dragged back before another one is taken, as by who tries one thing after the other.
    """

    server: str
    seen: Seen
    chance: random.Random
    view: View | None
    roams: bool = False

    def __post_init__(self) -> None:
        self._moved: tuple[str, str] | None = None  # the slider that is not where it was, and where that is

    async def attend(self, arrives: float, leaves: float) -> None:
        """From one time of the loop's clock to another; what goes wrong ends it, and is an error."""
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(arrives - clock())
        self._fetcher = Fetcher(self.server)
        try:
            async with connect(address_of(self.server), **OPTIONS, open_timeout=PATIENCE) as wire:  # type: ignore
                await self._join(wire, clock() - arrives)
                while (again := clock() + self.chance.uniform(*PAUSES)) < leaves:
                    await asyncio.sleep(again - clock())
                    await self._drag(wire)
        except Exception as error:
            self.seen.errors.append(f"{type(error).__name__}: {error}")
        finally:
            self._fetcher.close()

    async def _join(self, wire: ClientConnection, connected: float) -> None:
        """The page's first run, and its scene, which the page names before that runs."""
        clock = asyncio.get_running_loop().time
        began = clock() - connected
        view = self.view
        self._talk = Conversation(dict(parse_qsl(view.text)) if view else {}, view.page.name if view else "")
        async with asyncio.timeout(PATIENCE):
            if view:
                await self._fetcher.fetch(scene_address(view.page.name, view.text))
            await self._run(wire, self._talk.opening())
        self.seen.joins.append(1e3 * (clock() - began))

    async def _drag(self, wire: ClientConnection) -> None:
        """What a drag waits for: its sweep when the slider is taken, unless it is here; the rerun when it is let go."""
        clock = asyncio.get_running_loop().time
        name, text = self._next()
        began = clock()
        async with asyncio.timeout(PATIENCE):
            await self._sweep(name)
            await self._run(wire, self._talk.moved(name, text))
        self.seen.drags.append(1e3 * (clock() - began))
        if self.view is not None:
            shown = self.view.page.controls(self.view.settings)[name]
            texts = self._talk.sliders[name].texts
            # a start may lie between the slider's values
            value = shown.values[texts.index(text)] if text in texts else shown.kind(text)
            if value == shown.default and declared(self.view.settings)[name].default is None:
                value = None  # decided by the page, as the page itself has it then
            self.view = replace(self.view, settings=replace(self.view.settings, **{name: value}))

    async def _run(self, wire: ClientConnection, request: bytes) -> None:
        await wire.send(request)
        while not self._talk.heard(await wire.recv()):  # type: ignore[arg-type]
            pass

    async def _sweep(self, name: str) -> None:
        if self.view is None:
            return
        others = [(key, value) for key, value in parse_qsl(self.view.text) if key != name]
        address = scene_address(self.view.page.name, urlencode([*others, ("sweep", name)]))
        if address not in self._fetcher.has:
            self.seen.asked += 1
            self.seen.addresses.add(address)
            await self._fetcher.fetch(address)

    def _next(self) -> tuple[str, str]:
        """A slider, and the text of the value that it is dragged to."""
        if self._moved is not None:
            back, self._moved = self._moved, None
            return back
        name = self.chance.choice([*self._talk.sliders])
        texts = self._talk.sliders[name].texts
        here = self._talk.at[name]
        text = self.chance.choice([text for text in texts[:: max(1, len(texts) // STOPS)] if text != here])
        if not self.roams:
            self._moved = name, here
        return name, text
