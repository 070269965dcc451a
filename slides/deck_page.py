"""The pictures of a deck in one page of HTML, to page through at the projector and to print."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from figures.theme import FONT


@dataclass(frozen=True)
class Slide:
    """One picture. name: of its files; title, summary: what it shows; address: its link as it was written."""

    name: str
    title: str
    summary: str
    address: str
    link: str
    theme: str
    svg: str

    @property
    def html(self) -> str:
        """Its part of the page; as an image, so that no id of a picture means one of another."""
        source = base64.b64encode(self.svg.encode()).decode()
        # only a link to a server leads anywhere from here
        there = self.address.startswith(("http://", "https://"))
        link = f'<a href="{escape(self.address)}">{escape(self.link)}</a>' if there else escape(self.link)
        return f"""<figure id="{escape(self.name)}" class="{self.theme}">
<img alt="{escape(self.title)}. {escape(self.summary)}" src="data:image/svg+xml;base64,{source}">
<figcaption><b>{escape(self.title)}</b> <span>{link}</span></figcaption>
</figure>"""


def deck_page(title: str, slides: Sequence[Slide]) -> str:
    """The whole page: it fetches nothing."""
    metas = "\n".join(f'<meta name="canyon-link" content="{escape(slide.link)}">' for slide in slides)
    options = "".join(f"<option>{i}. {escape(slide.title)}</option>" for i, slide in enumerate(slides, 1))
    page = Template((Path(__file__).parent / "deck.html").read_text("utf-8"))
    return page.substitute(
        title=escape(title), metas=metas, font=FONT, options=options, slides="\n".join(slide.html for slide in slides)
    )
