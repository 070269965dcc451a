"""Every act's picture in every format, opened and looked into: its own view, and one with a slider moved."""

import io
from dataclasses import replace
from xml.etree import ElementTree

import av
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from pages import PAGES
from slides import marks, picture
from slides.animation import RATE, REST
from slides.film import Film
from slides.picture import Order, make
from slides.shelves import sliders
from slides.shot import Shot, shot

SIZE = (640, 360)
SECONDS = 0.2
SVG = "{http://www.w3.org/2000/svg}"
ACTS = [f"{page.name}?act={act.name}" for page in PAGES.values() for act in page.acts]
every_act = pytest.mark.parametrize("name", ACTS)


@pytest.fixture(scope="module")
def film(browser):
    film = Film(browser)
    yield film
    film.close()


def moved(link):
    """The view with the act's first slider elsewhere: of a search, with the smallest value, which takes no time."""
    view = shot(link).view
    field, slider = next((field, slider) for field, slider in sliders(view).items() if slider.numbers)
    place = 0 if view.page.elsewhere else (slider.opening + len(slider.values) // 3 + 1) % len(slider.values)
    return Shot(replace(view, settings=replace(view.settings, **{field: slider.values[place]})), 1)


@pytest.fixture
def made(film, tmp_path):
    def made(form, found, **template):
        out = tmp_path / f"picture.{form}"
        make(Order(found, out, SIZE, seconds=SECONDS, **template), film)
        assert marks.link(out) == found.link
        assert [path.name for path in tmp_path.iterdir()] == [out.name]
        data = out.read_bytes()
        out.unlink()
        return data

    return made


@every_act
def test_an_act_in_every_format_of_a_slide(made, name):
    for form in LOOK:
        LOOK[form](made, shot(name), form, "light")


@every_act
def test_another_view_of_an_act_in_every_format(made, name):
    for form in LOOK:
        LOOK[form](made, moved(name), form, "dark")


def is_png(made, found, form, theme):
    is_a_picture(made(form, found, theme=theme), theme)


def is_svg(made, found, form, theme):
    svg = ElementTree.fromstring(made(form, found, theme=theme))
    assert (svg.get("width"), svg.get("height")) == tuple(map(str, SIZE))
    written = " ".join("".join(text.itertext()) for text in svg.iter(f"{SVG}text"))
    assert picture.scene(found).title in written


def is_pdf(made, found, form, theme):
    scene = picture.scene(found)
    texts = {scene.title, *(word for word in scene.words.summary.split() if len(word) > 3 and word.isalpha())}
    pdf = PdfReader(io.BytesIO(made(form, found, theme=theme)))
    assert len(pdf.pages) == 1
    assert float(pdf.pages[0].mediabox.width / pdf.pages[0].mediabox.height) == pytest.approx(16 / 9, rel=0.01)
    assert texts & set(pdf.pages[0].extract_text().split()), pdf.pages[0].extract_text()


def is_animated(made, found, form, theme):
    frames = round(SECONDS * RATE[form])
    animated(made(form, found, theme=theme), 1000 * (frames / RATE[form] + REST))


def is_mp4(made, found, form, theme):
    is_a_video(made(form, found, theme=theme))


LOOK = {"png": is_png, "svg": is_svg, "pdf": is_pdf, "gif": is_animated, "webp": is_animated, "mp4": is_mp4}


def is_a_picture(data, theme):
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == SIZE
        pixels = np.asarray(image.convert("RGB"))
    assert (pixels[1, 1] > 250).all() == (theme == "light")
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 40  # not blank


def animated(data, duration):
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == SIZE
        shown, pictures = 0, set()
        for i in range(image.n_frames):
            image.seek(i)
            image.load()
            shown += image.info["duration"]
            pictures.add(image.convert("RGB").tobytes())
    assert shown == pytest.approx(duration, abs=60)
    assert len(pictures) > 1


def is_a_video(data):
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == ("h264", "yuv420p", *SIZE)
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        count = sum(1 for _ in container.decode(stream))
    assert count == round(SECONDS * RATE["mp4"]) + 1 + round(REST * RATE["mp4"])
