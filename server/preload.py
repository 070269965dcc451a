"""Tells a browser with the page itself what it will need: plotly.js, the stage, and the link's scene."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lesson import read
from pages import HOME, PAGES
from server.asked import query_of
from server.files import VERSION, preloads


class Preload:
    """ASGI middleware that adds a Link header to every page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.files = ", ".join(f"<{address}>; {what}" for address, what in preloads())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        scene = _scene_of(scope)

        async def send_with_link(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # "not modified" says no type, but a browser would go on with the links of an older version
                unchanged = message["status"] == 304 and scene
                if unchanged or headers.get("content-type", "").startswith("text/html"):
                    headers.append("link", f"{self.files}{scene}")
            await send(message)

        await self.app(scope, receive, send_with_link)


def scene_address(page: str, query: str) -> str:
    """The address of a scene, as the stage asks for it too."""
    return f"/scene/{page}?{query}{'&' if query else ''}v={VERSION}"


def _scene_of(scope: Scope) -> str:
    name = scope["path"].strip("/") or HOME
    if name not in PAGES:
        return ""
    address = scene_address(name, read(PAGES[name], query_of(scope)).text)
    return f", <{address}>; rel=preload; as=fetch; crossorigin=anonymous"
