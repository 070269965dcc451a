"""The stage's modules and plotly.js: compressed once, served for good under an address that names their version."""

import gzip
import re
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from server.answers import ROOT, version
from server.asked import takes_gzip

STAGE = ROOT / "ui" / "stage"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
FOR_GOOD = "public, max-age=31536000, immutable"
VERSION = version()


@cache
def _files() -> dict[str, tuple[bytes, bytes]]:
    """path behind /stage/ -> the file as it is, and gzipped."""
    modules = {f"{VERSION}/{path.name}": path for path in STAGE.glob("*.js")}
    found = {name: path.read_bytes() for name, path in (modules | {_plotly_name(): PLOTLY}).items()}
    return {name: (file, gzip.compress(file, 9, mtime=0)) for name, file in found.items()}


def _plotly_name() -> str:
    return f"plotly-{plotly.__version__}.min.js"


def plotly_address() -> str:
    """The address of plotly.js."""
    return f"/stage/{_plotly_name()}"


def stage_address() -> str:
    """The address of the folder of the stage's modules."""
    return f"/stage/{VERSION}"


def preloads() -> list[tuple[str, str]]:
    """What a page needs at once: (address, what a browser is told about it)."""
    modules = [(f"{stage_address()}/{path.name}", "rel=modulepreload") for path in sorted(STAGE.glob("*.js"))]
    return [(plotly_address(), "rel=preload; as=script"), *modules]


async def file(request: Request) -> Response:
    """One file, 404 for an unknown one.

    A browser never asks again for a module that once did not arrive, so the next try may name another folder:
    the version, and -2, -3, … behind it.
    """
    found = _files().get(re.sub(rf"^{VERSION}-\d+/", f"{VERSION}/", request.path_params["path"]))
    if found is None:
        return PlainTextResponse("There is no such file.", 404)
    plain, zipped = found
    headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if takes_gzip(request):
        return Response(zipped, media_type="text/javascript", headers=headers | {"Content-Encoding": "gzip"})
    return Response(plain, media_type="text/javascript", headers=headers)
