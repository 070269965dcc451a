"""Asks an ASGI app as a server does, without a socket: bit by bit where the answer grows, and hanging up."""

import asyncio
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.routing import Route

from server.files import file
from server.pictures import picture
from server.scenes import scene
from slides import routes as slides

APP = Starlette(
    routes=[
        Route("/scene/{page}", scene),
        Route("/stage/{path:path}", file),
        Route("/picture/surface/{version}/{name}", picture),
        *slides.ROUTES,
    ]
)
PATIENCE = 60  # seconds after which an answer is given up, so that a test cannot hang


@dataclass
class Answer:
    """What came back: pieces as they were sent; None for a status where nothing came."""

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    over: bool = False

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    @property
    def plain(self) -> bytes:
        """The body, whatever its encoding, as far as it has come."""
        if self.headers.get("content-encoding") != "gzip":
            return self.body
        return gzip.decompress(self.body) if self.over else zlib.decompressobj(wbits=31).decompress(self.body)


def query_of(link: dict) -> str:
    """A link's parameters as they stand in an address."""
    return urlencode(link, doseq=True)


async def ask(
    path: str,
    query: str | bytes | dict = "",
    *,
    app: Callable = APP,
    method: str = "GET",
    encoding: str = "gzip",
    body: bytes = b"",
    gone: asyncio.Event | None = None,
    heard: Callable[[Answer], object] = lambda answer: None,
) -> Answer:
    """The answer to one request.

    body: what is posted; gone: set when the client hangs up; heard: told of the answer after each piece.
    """
    if isinstance(query, dict):
        query = query_of(query)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode() if isinstance(query, str) else query,
        "headers": [(b"host", b"canyon"), (b"accept-encoding", encoding.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    answer, gone = Answer(), gone or asyncio.Event()
    unread = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive():
        if unread:
            return unread.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.pieces.append(message.get("body", b""))
            answer.over = not message.get("more_body")
        await asyncio.sleep(0)
        heard(answer)

    await asyncio.wait_for(app(scope, receive, send), PATIENCE)
    return answer


def asked(path: str, query: str | bytes | dict = "", **how) -> Answer:
    """The answer to one request, from a test that is not asynchronous itself."""
    return asyncio.run(ask(path, query, **how))
