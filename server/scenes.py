"""GET /scene/<page>?<query>: a page's scene by link, and with &sweep=<field> the scenes of a whole slider."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncGenerator, Awaitable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from lesson import read
from pages import PAGES
from server.answers import Question
from server.asked import query_of, takes_gzip
from server.files import VERSION
from server.works import Busy, Works

LIFETIME = "public, max-age=86400"  # a link with another version is another link
MEDIA = "application/octet-stream"
RETRY_SECONDS = "2"

works = Works()


class Gone(Exception):
    """The client has hung up."""


async def scene(request: Request) -> Response:
    """The packed scene of a link.

    404 for an unknown page, 400 for a sweep that there is not, 503 when there is too much to compute.
    """
    page = PAGES.get(request.path_params["page"])
    if page is None:
        return PlainTextResponse(f"There is no page of this name. Pages: {', '.join(PAGES)}.", 404)
    query = query_of(request.scope)
    question = Question(read(page, query), query.get("sweep", [""])[-1])
    try:
        question.check()
    except ValueError as wrong:
        return PlainTextResponse(str(wrong), 400)
    answer = works.kept(question.key)
    if answer is not None:
        return _complete(request, answer, query)
    long = page.grow is not None and not question.sweep
    followed = works.follow(question.key, question.answers, long, page.elsewhere)
    try:
        answer, complete = await unless_gone(request, anext(followed))
    except Busy:
        return busy()
    except Gone:
        return given_up()
    if complete:
        await followed.aclose()
        return _complete(request, answer, query)
    return _Growing(request, answer, followed)


def busy() -> Response:
    """Refuses what is too much."""
    return PlainTextResponse("Too much to compute just now.", 503, {"Retry-After": RETRY_SECONDS})


def given_up() -> Response:
    """Nobody reads it; it stands in the log."""
    return PlainTextResponse("The request was given up.", 499)


async def unless_gone(request: Request, coming: Awaitable[tuple[bytes, bool]]) -> tuple[bytes, bool]:
    """What is coming. Raises Gone when the client hangs up before."""
    piece = asyncio.ensure_future(coming)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((piece, gone), return_when=asyncio.FIRST_COMPLETED)
        if not piece.done():
            raise Gone
        return await piece
    finally:
        piece.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _complete(request: Request, answer: bytes, query: Mapping[str, list[str]]) -> Response:
    lifetime = LIFETIME if query.get("v") == [VERSION] else "no-cache"
    headers = {"Cache-Control": lifetime, "Vary": "Accept-Encoding"}
    if takes_gzip(request):
        return Response(answer, media_type=MEDIA, headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(answer), media_type=MEDIA, headers=headers)


class _Growing(StreamingResponse):
    """The scenes of a long computation behind each other, as they come; each says how long it is (lesson.pack)."""

    def __init__(self, request: Request, first: bytes, followed: AsyncGenerator[tuple[bytes, bool], None]) -> None:
        headers = {"Cache-Control": "no-store"}
        body = _plain(first, followed)
        if takes_gzip(request):
            headers |= {"Content-Encoding": "gzip"}
            body = _zipped(body)
        super().__init__(body, media_type=MEDIA, headers=headers)
        self._followed = followed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            # else a client that hangs up while a scene is being sent is served until the garbage is collected
            await self._followed.aclose()


async def _plain(first: bytes, followed: AsyncGenerator[tuple[bytes, bool], None]) -> AsyncGenerator[bytes, None]:
    yield first
    async for answer, complete in followed:
        yield gzip.decompress(answer) if complete else answer


async def _zipped(plain: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    zipper = zlib.compressobj(1, wbits=31)
    async for piece in plain:
        yield zipper.compress(piece) + zipper.flush(zlib.Z_SYNC_FLUSH)
    yield zipper.flush()
