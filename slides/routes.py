"""GET /file/<page>.html, .csv or .py?<query> and POST /file/<page>.gif?<query>: a link as a file; /file/qr.svg?link=….

The queries are read as the page reads its own: what it cannot show is at its default.
"""

import asyncio
import gzip
from collections.abc import Callable, Iterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from lesson import read
from pages import PAGES
from server.asked import query_of, takes_gzip
from server.scenes import Gone, busy, given_up, unless_gone
from server.works import Busy, Works
from slides import marks, qr
from slides.document import growing
from slides.frames import LARGEST, PATIENCE, Bad, animated, places
from slides.program import program
from slides.shot import STEP, Refused, Shot
from slides.values import csv

THEMES = ("light", "dark")
MOST_WORKS, ROOM = 8, 16 * 2**20  # files under way or waiting; bytes of those kept

works = Works(threads=1, most=MOST_WORKS, room=ROOM)  # of their own, so that scenes need not wait for files


async def html(request: Request) -> Response:
    """The act as a page without a server; &theme=light or dark. 404 and 503 as below."""
    theme = query_of(request.scope).get("theme", [""])[-1]
    theme = theme if theme in THEMES else ""

    def pieces(shot: Shot) -> Iterator[tuple[bytes, bool]]:
        for page in growing(shot, theme):
            yield page.encode(), bool(page)

    return await _computed(request, "html", "text/html", pieces, theme)


async def numbers(request: Request) -> Response:
    """The numbers of the run, a row for each step. 400 where there are none, 404 and 503 as below."""

    def pieces(shot: Shot) -> Iterator[tuple[bytes, bool]]:
        page = shot.view.page
        for scene in page.growing(shot.view.settings, shot.view.act.name):
            complete = scene.progress >= 1
            yield csv(scene).encode() if complete else b"", complete

    return await _computed(request, "csv", "text/csv", pieces)


async def code(request: Request) -> Response:
    """The run as a program; &library=torch or keras. 400 with a sentence where there is none, 404."""
    shot = _shot(request)
    if shot is None:
        return _unknown()
    library = query_of(request.scope).get("library", ["torch"])[-1]
    try:
        text = await run_in_threadpool(program, shot.view, library)
    except ValueError as wrong:
        return PlainTextResponse(str(wrong), 400)
    return Response(text, media_type="text/x-python", headers=_attached(f"{_name(shot)}-{library}.py"))


async def gif(request: Request) -> Response:
    """The frames in the body (slides.frames) as an animation of the link.

    400 for what are no frames, 404 for an unknown page, 413 for too many bytes, 503 when there is too much to do.
    """
    shot = _shot(request)
    if shot is None:
        return _unknown()
    if not places.acquire(blocking=False):
        return busy()
    try:
        async with asyncio.timeout(PATIENCE):
            body = await _body(request)
        if body is None:
            return PlainTextResponse(f"The frames are more than {LARGEST // 2**20} MB.", 413)
        made = await animated(body, marks.mark(shot))
    except Bad as wrong:
        return PlainTextResponse(str(wrong), 400)
    except TimeoutError:
        return PlainTextResponse("The frames took too long.", 408)
    except ClientDisconnect:
        return given_up()
    finally:
        places.release()
    return Response(made, media_type="image/gif", headers=_attached(f"{_name(shot)}.gif"))


async def quick_response(request: Request) -> Response:
    """A QR code of a link, black on white. 400 with a sentence for what is none."""
    link = query_of(request.scope).get("link", [""])[-1]
    try:
        svg = await run_in_threadpool(qr.svg, link)
    except ValueError as wrong:
        return PlainTextResponse(str(wrong), 400)
    return Response(svg, media_type="image/svg+xml", headers=_attached("canyon-qr.svg"))


async def _body(request: Request) -> bytes | None:
    """What was posted, None if it is too much."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return bytes(body)


async def _computed(
    request: Request, kind: str, media: str, pieces: Callable[[Shot], Iterator[tuple[bytes, bool]]], *key: str
) -> Response:
    """A file that may take a while. 404 for an unknown page, 503 when there is too much to compute."""
    shot = _shot(request)
    if shot is None:
        return _unknown()
    key = kind, shot.link, *key
    answer = works.kept(key)
    followed = works.follow(key, lambda: pieces(shot), False, shot.view.page.elsewhere)
    try:
        while answer is None:
            piece, complete = await unless_gone(request, anext(followed))
            answer = piece if complete else None
    except Refused as wrong:
        return PlainTextResponse(str(wrong), 400)
    except Busy:
        return busy()
    except Gone:
        return given_up()
    await followed.aclose()
    headers = _attached(f"{_name(shot)}.{kind}") | {"Vary": "Accept-Encoding"}
    if takes_gzip(request):
        return Response(answer, media_type=media, headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(answer), media_type=media, headers=headers)


def _shot(request: Request) -> Shot | None:
    page = PAGES.get(request.path_params["page"])
    if page is None:
        return None
    query = query_of(request.scope)
    step = query.get("step", [""])[-1]
    return Shot(read(page, query), int(step) if STEP.fullmatch(step) else None)


def _unknown() -> Response:
    return PlainTextResponse(f"There is no page of this name. Pages: {', '.join(PAGES)}.", 404)


def _name(shot: Shot) -> str:
    return f"{shot.view.page.name}-{shot.view.act.name}"


def _attached(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }


ROUTES = [
    Route("/file/qr.svg", quick_response),
    Route("/file/{page}.html", html),
    Route("/file/{page}.csv", numbers),
    Route("/file/{page}.py", code),
    Route("/file/{page}.gif", gif, methods=["POST"]),
]
