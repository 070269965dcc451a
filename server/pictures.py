"""GET /picture/surface/<version>/<name>.png: small pictures for menus."""

import io
from functools import cache

import numpy as np
from PIL import Image, ImageColor
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from figures.theme import RELIEF
from server.files import FOR_GOOD, VERSION
from surfaces import SURFACES, relief

SIZE = (96, 64)  # px, twice of what a menu shows
BANDS = 8


def picture_address(kind: str, name: str) -> str:
    """The address of an option's picture."""
    return f"/picture/{kind}/{VERSION}/{name}.png"


@cache
def _surface(name: str) -> bytes:
    """A surface seen from above, as PNG."""
    shades = relief(SURFACES[name]).shades[::-1]  # rows from the top
    banded = np.floor(shades / 256 * BANDS) / (BANDS - 1)  # 0 … 1
    ends = np.linspace(0, 1, len(RELIEF))
    colours = np.array([ImageColor.getrgb(colour) for colour in RELIEF], dtype=float)
    rgb = np.stack([np.interp(banded, ends, channel) for channel in colours.T], axis=-1)
    out = io.BytesIO()
    image = Image.fromarray(rgb.round().astype(np.uint8)).resize(SIZE, Image.Resampling.BILINEAR)
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


async def picture(request: Request) -> Response:
    """One picture, 404 for an unknown one."""
    name = request.path_params["name"].removesuffix(".png")
    if name not in SURFACES:
        return PlainTextResponse("There is no such picture.", 404)
    headers = {"Cache-Control": FOR_GOOD, "X-Content-Type-Options": "nosniff"}
    return Response(_surface(name), media_type="image/png", headers=headers)
