"""Files by link from the server: an act as a page, its numbers, its program, frames as a GIF, a QR code of a link."""

import asyncio
import csv
import io
from contextlib import suppress

import numpy as np
import pytest
from asgi import ask, asked
from links import hostile
from PIL import Image

from lesson import Scene, Words, read
from pages import PAGES
from server.works import Busy
from slides import frames, marks, qr, routes, values
from slides.animation import REST
from slides.shot import Shot, shot

ACTS = [(page, act) for page in PAGES.values() for act in page.acts]
FAST = [(page, page.acts[0]) for page in PAGES.values() if page.measure_many]
# texts, arrows and maps that change, but no line or readout with a number for each step: what those say, or their table
SAID = {
    "gradient_descent-chain",
    *("backpropagation-blame", "backpropagation-factors", "backpropagation-saturated", "backpropagation-batch"),
    *("dropout-masks", "generalization-wrong"),
}
TABLES = {"initialization-category", "dropout-rate"} | {
    f"generalization-{act}" for act in ("underfitting", "examples", "test")
}
names = [f"{page.name}-{act.name}" for page, act in ACTS]


def is_a_file(answer, name, media):
    assert answer.status == 200, answer.plain[:200]
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-type"].startswith(media)
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.plain


# Numbers


@pytest.mark.parametrize(("page", "act"), ACTS, ids=names)
def test_every_act_has_its_numbers(page, act):
    name = f"{page.name}-{act.name}"
    text = is_a_file(asked(f"/file/{page.name}.csv", {"act": act.name}), f"{name}.csv", "text/csv").decode()
    head, *rows = csv.reader(io.StringIO(text))
    scene = page.scene(page.opening(act), act.name)
    assert len({*head}) == len(head) > 1
    assert all(len(row) == len(head) for row in rows)
    if name in TABLES:
        assert (head, len(rows)) == ([*scene.words.table[0]], len(scene.words.table))
        return
    assert [row[0] for row in rows] == [str(step) for step in range(scene.steps + 1)]
    for column in [*zip(*rows, strict=True)][1:]:
        assert any(column)
        if name not in SAID:
            assert all(np.isfinite(float(cell)) for cell in column if cell)


def test_what_a_picture_says_is_numbers_where_it_says_numbers():
    head, *rows = csv.reader(io.StringIO(asked("/file/gradient_descent.csv", {"act": "chain"}).plain.decode()))
    assert [dict(zip(head, row, strict=True))["rise 2 name"] for row in rows] == ["", "", "6", "6"]
    for written, plain in {
        "−3.1·10⁻⁵": "-3.1e-5",
        "10⁵": "1e5",
        "−0.2": "-0.2",
        "is 3": "is 3",
        "": "",
        "–": "–",
    }.items():
        table = ({"what": "a", "value": written},)
        scene = Scene("", {"data": [], "layout": {}}, (), 0, Words("", table=table))
        assert values.csv(scene).splitlines()[1] == f"a,{plain}"


def test_numbers_are_of_the_settings_asked_for():
    answers = [asked("/file/canyon.csv", query).plain for query in ("eta=0.02", "eta=0.05", "eta=0.05&step=3&x=1")]
    assert answers[0] != answers[1] == answers[2]


@pytest.mark.parametrize("name", ["canyon", "adam", "gradient_descent"])
def test_a_query_that_means_nothing_falls_back_as_the_page_does(name):
    page = PAGES[name]
    clean = asked(f"/file/{name}.csv").plain
    for query in hostile(page):
        listed = {key: [texts] if isinstance(texts, str) else texts for key, texts in query.items()}
        if Shot(read(page, listed)).link == name and sum(len(str(texts)) for texts in query.values()) < 2000:
            assert asked(f"/file/{name}.csv", query).plain == clean


@pytest.mark.parametrize("raw", [b"\xff", b"a" * 60_000, b"%zz", b"eta=%0d%0aSet-Cookie:x", b"x=1&" * 9000])
def test_any_bytes_of_a_query_leave_a_file_whole(raw):
    is_a_file(asked("/file/canyon.csv", raw), "canyon-race.csv", "text/csv")


# The page without a server


@pytest.mark.parametrize(("page", "act"), FAST, ids=[page.name for page, _ in FAST])
def test_a_page_of_its_own_by_link(page, act):
    answer = asked(f"/file/{page.name}.html", {"theme": "dark"})
    text = is_a_file(answer, f"{page.name}-{act.name}.html", "text/html").decode()
    assert text.startswith("<!doctype html>")
    assert act.question in text.replace("&#x27;", "'")
    assert f'content="{page.name}"' in text
    assert "color-scheme: dark" in text
    assert len(answer.body) < 2_500_000  # gzipped


def test_a_page_knows_two_themes_and_comes_as_it_is_too():
    for theme in ("nonsense", "", '"><script>'):
        answer = asked("/file/gradient_descent.html", {"theme": theme}, encoding="identity")
        assert "content-encoding" not in answer.headers
        assert b"<script>alert" not in answer.body
        assert answer.body.startswith(b'<!doctype html>\n<html lang="en">')


# Programs


@pytest.fixture
def programs(monkeypatch):
    """A stand-in: programs have tests of their own."""

    def program(view, library):
        if library not in ("torch", "keras"):
            raise ValueError(f"library = {library!r} is not known")
        if view.page.name == "backpropagation":
            raise ValueError("There is no program of it.")
        return f"# canyon {view.page.name}?{view.text}\nimport {library}\n"

    monkeypatch.setattr(routes, "program", program)


@pytest.mark.parametrize("library", ["torch", "keras"])
def test_a_program_in_each_library(programs, library):
    answer = asked("/file/canyon.py", {"act": "overstep", "eta": "0.1", "library": library})
    text = is_a_file(answer, f"canyon-overstep-{library}.py", "text/x-python").decode()
    assert "eta=0.1" in text
    assert f"import {library}" in text


@pytest.mark.parametrize(("page", "library"), [("backpropagation", "torch"), ("canyon", "fortran"), ("canyon", "")])
def test_a_program_that_there_is_not_is_refused_in_a_sentence(programs, page, library):
    answer = asked(f"/file/{page}.py", {"library": library})
    assert answer.status == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert len(answer.plain) > 10


# What is not there, and too much


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.html", "nowhere.py", "canyon.exe", "canyon", "", "../app.py"])
def test_what_is_not_there_is_404(name):
    assert asked(f"/file/{name}").status == 404


def test_too_many_at_a_time_are_sent_away(monkeypatch):
    async def full(*_):
        raise Busy
        yield

    monkeypatch.setattr(routes.works, "follow", full)
    for ending in ("csv", "html"):
        answer = asked(f"/file/momentum.{ending}", "alpha=0.31")
        assert answer.status == 503
        assert int(answer.headers["retry-after"]) > 0


def test_who_hangs_up_stops_the_computation():
    async def hang_up():
        gone = asyncio.Event()
        gone.set()
        answer = await ask("/file/canyon.html", "act=noise&eta=0.017", gone=gone)
        return answer.status, len(routes.works._works)

    assert asyncio.run(hang_up()) == (499, 0)


# A GIF of frames


def png(size=(64, 36), colour=(255, 255, 255), at=0):
    image = Image.new("RGB", size, colour)
    image.paste((200, 30, 30), (at, 4, at + 4, 12))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def framed(*frames):
    return b"".join(len(frame).to_bytes(4) + frame for frame in frames)


def posted(body, query="act=overstep&eta=0.1", page="canyon"):
    return asked(f"/file/{page}.gif", query, method="POST", body=body)


def test_frames_become_a_gif_that_says_what_it_shows(tmp_path):
    answer = posted(framed(*(png(at=4 * i) for i in range(12))))
    out = tmp_path / "canyon.gif"
    out.write_bytes(is_a_file(answer, "canyon-overstep.gif", "image/gif"))
    assert marks.link(out) == shot("canyon?act=overstep&eta=0.1").link
    with Image.open(out) as image:
        assert (image.n_frames, image.size) == (12, (64, 36))
        durations = []
        for i in range(12):
            image.seek(i)
            durations.append(image.info["duration"])
            rgb = np.asarray(image.convert("RGB"))
            assert tuple(rgb[0, 0]) == (255, 255, 255)
            assert tuple(rgb[8, 4 * i + 2]) == (200, 30, 30)
    assert sum(durations) == pytest.approx(11 / 12 * 1000 + 1000 * REST, abs=10)


BOMB = png()[:16] + (30_000).to_bytes(4) * 2 + png()[24:]
WRONG = {
    "nothing": b"",
    "no length": b"\x00\x00",
    "a length alone": b"\x00\x00\x10\x00",
    "a frame of no bytes": bytes(4) + framed(png()),
    "broken off": framed(png(), png())[:-1],
    "endless": b"\xff\xff\xff\xff" + png(),
    "text": framed(b"GIF89a" + bytes(100)),
    "a signature": framed(png()[:20]),
    "half a frame": framed(png()[:70]),
    "several sizes": framed(png(), png((36, 64))),
    "larger than a slide": framed(png((1281, 720))),
    "said to be larger": framed(BOMB),
    "too many": framed(*[png((16, 16))] * (frames.MOST + 1)),
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_what_are_no_frames_is_refused_in_a_sentence(body):
    answer = posted(body)
    assert answer.status == 400, answer.plain[:100]
    assert answer.plain.decode().endswith(".")


def test_damaged_frames_are_refused_or_read_but_never_trouble():
    random, whole = np.random.default_rng(3), png()
    for _ in range(300):
        broken = bytearray(whole)
        for at in random.integers(0, len(broken), 3):
            broken[at] = random.integers(256)
        with suppress(frames.Bad):
            assert frames.made(framed(bytes(broken)), "").startswith(b"GIF")


def test_too_many_bytes_are_refused_before_they_are_all_there(monkeypatch):
    monkeypatch.setattr(routes, "LARGEST", 1000)
    assert posted(bytes(1001)).status == 413


def test_too_many_gifs_at_a_time_are_sent_away():
    held = [frames.places.acquire(blocking=False) for _ in range(10)]
    answer = posted(framed(png()))
    for _ in filter(None, held):
        frames.places.release()
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    for _ in range(sum(held) + 1):  # refusals give their places back
        assert posted(b"").status == 400


def test_a_gif_is_posted_and_of_a_page():
    assert posted(framed(png()), page="nowhere").status == 404
    assert asked("/file/canyon.gif").status == 405


# A QR code


def test_a_code_has_a_quiet_zone_on_white():
    svg = is_a_file(asked("/file/qr.svg", {"link": "https://example.org/canyon?eta=0.1"}), "canyon-qr.svg", "image/svg")
    text = svg.decode()
    assert '<path fill="#fff" d="M0 0h' in text
    assert f'd="M{qr.BORDER} {qr.BORDER}' in text
    assert "viewBox" in text
    assert "example" not in text  # so no text of a link is ever markup


def test_each_link_has_its_own_code_up_to_the_longest():
    links = ["http://a.b", "https://example.org/" + "x" * (qr.LONGEST - 20), "http://[::1]:8501/canyon?rules=SGD,Adam"]
    assert len({asked("/file/qr.svg", {"link": link}).plain for link in links}) == 3


@pytest.mark.parametrize(
    "link",
    [
        *("", "nonsense", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.b/c", "https:"),
        *("https://" + "x" * qr.LONGEST, "http://a.b/\n", "http://a.b/\x00", "http://[broken", "//a.b", " http://a.b"),
        *("http://" + "🏔" * 990, "x" * 100_000),
    ],
    ids=lambda link: ascii(link)[:24],
)
def test_what_is_no_link_has_no_code(link):
    answer = asked("/file/qr.svg", {"link": link})
    assert answer.status == 400
    assert answer.plain.decode().endswith(".")
