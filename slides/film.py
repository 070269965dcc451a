"""A scene before the camera: the stage's own code in a page without network, drawn at the size of a slide."""

import base64
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lesson import Scene
from server.answers import message
from slides.code import modules, plotly
from slides.shot import Refused

PATIENCE = 60_000  # ms
# The page: the scene's bytes come as text, and `film` does what film.js can.
PAGE = """<!doctype html><meta charset="utf-8"><style>
html, body {{ background: none; margin: 0; overflow: hidden; }}
.canyon-film, .canyon-film .canyon-view {{ background: var(--st-background-color); }}
.canyon-film .canyon-view, .canyon-film .canyon-plot {{ height: 100%; width: 100%; }}
@page {{ margin: 0; }}
</style><body>{plotly}{modules}<script type="module">
import {{ Film }} from "canyon/film";
import {{ decode }} from "canyon/payload";
const film = new Film(document.body, "", (error) => {{ if (error) throw error; }});
window.film = film;
window.pose = async (text, options) => {{
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const {{ scenes }} = decode(new Uint8Array(await new Response(plain).arrayBuffer()));
  await film.pose(scenes[0](), options);
}};
</script>"""


@dataclass(frozen=True)
class Template:
    """How a picture is laid out. size: px; theme: light or dark; title: its headline and what happened, above it.

    moving: is it the first of many, whose maps need not be so fine?
    """

    size: tuple[int, int] = (1920, 1080)
    theme: str = "light"
    title: bool = True
    moving: bool = False


class Film:
    """Takes pictures of scenes in one page of a browser (slides.chromium)."""

    def __init__(self, browser: Any) -> None:
        self._context = browser.new_context(offline=True)
        self._context.set_default_timeout(PATIENCE)
        self._page = self._context.new_page()
        self._page.set_content(PAGE.format(plotly=plotly(), modules=modules()))
        self._page.wait_for_function("() => Boolean(window.pose)")
        self._camera = self._context.new_cdp_session(self._page)
        self._posed: tuple[Scene, int | None, Template, str] | None = None

    def pose(self, scene: Scene, step: int | None, template: Template, link: str) -> None:
        """Draw a scene at a step, None for the last. Raises Refused for a step that it has not."""
        if step is not None and step > scene.steps:
            raise Refused(f"step {step} is after the last one, {scene.steps}")
        posed = scene, step, template, link
        if self._posed is not None and self._posed[0] is scene and self._posed[1:] == posed[1:]:
            return  # in several formats
        self._posed = None
        width, height = template.size
        self._template = template
        self._page.set_viewport_size({"width": width, "height": height})
        text = base64.b64encode(gzip.compress(message([scene]), 1)).decode()
        look = {"width": width, "height": height, "dark": template.theme == "dark", "title": template.title}
        look |= {"moving": template.moving, "step": step, "link": link}
        self._page.evaluate("([text, options]) => pose(text, options)", [text, look])
        self._posed = posed

    def png(self) -> bytes:
        """The picture as it stands."""
        shot = self._camera.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        return base64.b64decode(shot["data"])

    def svg(self) -> str:
        """The picture as it stands, its texts as texts."""
        return self._page.evaluate("film.svg()")

    def pdf(self) -> bytes:
        """The picture as it stands on one page, as vectors."""
        width, height = (f"{length}px" for length in self._template.size)
        return self._page.pdf(width=width, height=height, print_background=True, page_ranges="1")

    def frames(self, steps: Sequence[float]) -> Iterator[bytes]:
        """A PNG of each of the steps, whole or between two."""
        self._posed = None
        for step in steps:
            self._page.evaluate("step => film.show(step)", step)
            yield self.png()

    def close(self) -> None:
        """Close its page."""
        self._context.close()
