"""canyon deck: what a file may say, the files of a lecture, and a picture that fails among them."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from pypdf import PdfReader

from slides import marks
from slides.chromium import chromium
from slides.command import main
from slides.deck import _why
from slides.deck_file import MOST, read_deck
from slides.picture import scene
from slides.shot import shot
from slides.toml import LARGEST

OVERSTEP = "canyon?act=overstep"
LECTURE = f"""\
title = "Lecture 7: <optimizers> & more"
size = "640x360"

[[picture]]
name = "overstep"
link = "http://127.0.0.1:8501/{OVERSTEP}&guess=shown"
formats = ["svg", "gif", "csv"]
seconds = 0.5

[[picture]]
name = "Schlucht 2"
link = "canyon?guess=shown"
formats = ["png", "pdf"]
step = 12
theme = "dark"
headline = false

[[picture]]
name = "beyond"
link = "canyon"
step = 900

[[picture]]
name = "last"
link = "momentum"
formats = []
"""


def picture(text, name="a"):
    """A deck with one picture, whose lines begin with the third."""
    return f'[[picture]]\nname = "{name}"\n{text}'


def written(folder, text):
    path = folder / "deck.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture(scope="module")
def made(installed, tmp_path_factory):
    """The lecture's files, and the exit code."""
    folder = tmp_path_factory.mktemp("deck")
    out = folder / "new" / "out"
    return out, main(["deck", str(written(folder, LECTURE)), str(out)])


def test_every_picture_has_its_files_and_all_are_in_one(made):
    out, _ = made
    own = ["Schlucht 2.pdf", "Schlucht 2.png", "overstep.csv", "overstep.gif", "overstep.svg"]
    assert sorted(path.name for path in out.iterdir()) == [*own[:2], "deck.html", "deck.pdf", *own[2:]]
    assert marks.links(out / "overstep.svg") == marks.links(out / "overstep.gif") == [OVERSTEP]
    assert ElementTree.fromstring((out / "overstep.svg").read_text("utf-8")).get("width") == "640"
    with Image.open(out / "overstep.gif") as gif:
        assert gif.size == (640, 360)
        assert gif.n_frames == 7
    with Image.open(out / "Schlucht 2.png") as png:
        assert png.size == (640, 360)
        assert png.getpixel((0, 0)) == (0x0E, 0x11, 0x17)


def test_one_that_fails_is_told_with_its_reason_and_the_others_are_there(made, tmp_path, capsys, installed):
    assert made[1] == 1
    deck = written(tmp_path, '[[picture]]\nname = "beyond"\nlink = "canyon"\nstep = 900\nformats = ["csv", "png"]')
    assert main(["deck", str(deck), str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    assert "1 of 1: beyond" in told.err
    assert told.err.splitlines()[-1] == "canyon: beyond (png, deck): step 900 is after the last one, 110"
    assert told.out == f"1 of 2 files in {tmp_path / 'out'}\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["beyond.csv"]


def test_the_pdf_has_a_page_and_a_name_for_each_picture(made):
    reader = PdfReader(made[0] / "deck.pdf")
    assert len(reader.pages) == 3
    scenes = [scene(shot(link)) for link in (OVERSTEP, "canyon", "momentum")]
    names = [f"{name}: {scene.title}" for name, scene in zip(("overstep", "Schlucht 2", "last"), scenes, strict=True)]
    assert [entry.title for entry in reader.outline] == names
    assert [reader.get_destination_page_number(entry) for entry in reader.outline] == [0, 1, 2]
    assert reader.metadata.title == "Lecture 7: <optimizers> & more"
    assert scenes[0].title in reader.pages[0].extract_text()
    assert scenes[1].title not in reader.pages[1].extract_text()  # without its headline
    assert marks.links(made[0] / "deck.pdf") == [OVERSTEP, "canyon?step=12", "momentum"]


def test_the_page_is_paged_through_and_printed(made, tmp_path):
    out, _ = made
    assert marks.links(out / "deck.html") == [OVERSTEP, "canyon?step=12", "momentum"]
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        trouble, asked = [], []
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((out / "deck.html").as_uri())
        assert page.title() == "Lecture 7: <optimizers> & more"
        shown = page.locator("figure:visible")
        seen = [shown.get_attribute("id")]
        for press in ("PageDown", "ArrowRight", "PageDown", "PageUp", "ArrowLeft", "End", "Home"):
            page.keyboard.press(press)
            seen.append(shown.get_attribute("id"))
        names = ["overstep", "Schlucht 2", "last"]
        assert seen == [names[i] for i in (0, 1, 2, 2, 1, 0, 2, 0)]
        page.get_by_role("button", name="Next picture").click()
        assert shown.get_attribute("class") == "dark shown"
        page.reload()
        assert shown.get_attribute("id") == "Schlucht 2"
        page.get_by_label("Picture", exact=True).select_option(index=0)
        link = page.locator("nav").get_by_role("link", name=OVERSTEP)
        assert link.get_attribute("href") == f"http://127.0.0.1:8501/{OVERSTEP}&guess=shown"
        assert page.evaluate("[...document.images].every((image) => image.naturalWidth === 640)")
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert trouble == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}
    assert len(printed.pages) == 3
    for paper, link in zip(printed.pages, (OVERSTEP, "canyon?step=12", "momentum"), strict=True):
        assert link in paper.extract_text()


LINK = 'link = "canyon"'
MANY = "\n".join(picture(LINK, f"p{i}") for i in range(MOST + 1))
HOSTILE = [
    ("", 1, "a deck has pictures, and each begins with [[picture]]"),
    ("title = 'x'\n[picture]\nname = 'a'", 2, "each begins with [[picture]]"),
    ("picture = [1]", 1, "each begins with [[picture]]"),
    ("picture = []", 1, "each begins with [[picture]]"),
    (f"colour = 1\n{picture(LINK)}", 1, "'colour' is not known; known are title, formats, size, theme, headline"),
    (picture(f"{LINK}\ntitel = 'x'"), 4, "'titel' is not known; known are name, link, step, formats"),
    (f"{picture(LINK)}\n{picture(LINK, 'b')}\n[deck]\nx = 1", 7, "'deck' is not known"),
    (f"theme = 'sepia'\n{picture(LINK)}", 1, "theme = 'sepia' is neither 'light' nor 'dark'"),
    (picture(f"{LINK}\ntheme = ['dark']"), 4, "theme = ['dark'] is neither"),
    (picture(f"{LINK}\nheadline = 1"), 4, "headline = 1 is neither true nor false"),
    (picture(f"{LINK}\nsize = 1920"), 4, "size = 1920 is no text"),
    (picture(f"{LINK}\nsize = '1920 x 1080'"), 4, "is no size such as 1920x1080"),
    (picture(f"{LINK}\nsize = '10x10'"), 4, "size 10x10 is outside 160 to 3840 px a side"),
    (picture(f"{LINK}\nsize = '99999x1000'"), 4, "is outside 160 to 3840"),
    (picture(f"{LINK}\nsize = '321x181'\nformats = ['mp4']"), 1, "an MP4 needs even numbers"),
    (picture(f"{LINK}\nseconds = nan"), 4, "nan seconds are outside 0.2 to 60"),
    (picture(f"{LINK}\nseconds = true"), 4, "seconds = True is no number"),
    (picture(f"{LINK}\nformats = 'svg'"), 4, "formats = 'svg' is no list of some of svg, png, pdf"),
    (picture(f"{LINK}\nformats = ['svg', 'bmp']"), 4, "is no list of some of"),
    (picture(f"{LINK}\nstep = -1"), 4, "step = -1 is no step"),
    (picture(f"{LINK}\nstep = 1.0"), 4, "step = 1.0 is no step"),
    (picture(f"{LINK}\nstep = 12345678"), 4, "is no step"),
    (picture(f"{LINK}\nstep = true"), 4, "is no step"),
    (picture("link = 7"), 3, "link = 7 is no text"),
    (picture("link = 'kanyon'"), 3, "there is no page 'kanyon'; pages: gradient_descent, canyon"),
    (picture("link = 'canyon?eta=fast'"), 3, "link = 'canyon?eta=fast': "),
    (picture("link = 'canyon?act=nowhere'"), 3, "canyon has no act 'nowhere'"),
    (picture("link = 'canyon?colour=1'"), 3, "'colour' is not known"),
    (picture("link = '''\n[[picture]]\nname = \"c\"'''"), 3, "characters that no link has"),
    (picture("step = 1"), 1, "a picture needs a link"),
    (f"[[picture]]\n{LINK}", 1, "a picture needs a name"),
    *(
        (f"[[picture]]\nname = {name}\n{LINK}", 2, "name = ")
        for name in (
            *("''", "' '", "'.'", "'..'", "'../x'", "'/etc/x'", "'a/b'", "'a\\b'", "'.hidden'", "'-x'", "'a.'", "'a '"),
            *('"a\\n"', '"a\\u0000"', "7", "'deck'", "'DECK'", f"'{'ü' * 51}'", "'a:b'", "'a\"b'", "'a<b'"),
        )
    ),
    (f"{picture(LINK)}\n{picture(LINK, 'A')}", 5, "there are two pictures 'A'"),
    (MANY, 3 * MOST + 1, "101 pictures are too many"),
    ("[[picture]]\nname = a", 2, "Invalid value"),
    ("[[picture]]\nname = 'a'\nname = 'b'", 3, "Cannot overwrite a value"),
    (b"title = 'x'\n\xff\xfe", 2, "no text in utf-8"),
    ("#" * (LARGEST + 1), None, "bytes are too many for a deck"),
    ("x = " + "[" * 5000, None, "nested too deep"),
]


@pytest.mark.parametrize(("text", "line", "said"), HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_wrong_in_a_file_is_refused_with_its_line_and_nothing_is_made(text, line, said, tmp_path, capsys):
    path, out = written(tmp_path, text), tmp_path / "out"
    assert main(["deck", str(path), str(out)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert re.fullmatch(rf"canyon: {re.escape(str(path))}{f', line {line}' if line else ''}: .*\n", told.err), told.err
    assert said in told.err
    assert len(told.err) < 1000
    assert not out.exists()


def test_a_place_where_nothing_can_be_written_is_refused(tmp_path, capsys, installed):
    path = written(tmp_path, picture(LINK))
    (tmp_path / "file").write_text("mine")
    (tmp_path / "out" / "a.svg").mkdir(parents=True)
    assert main(["deck", str(path), str(tmp_path / "file")]) == 2
    assert main(["deck", str(path), str(tmp_path / "out")]) == 2
    assert main(["deck", str(tmp_path / "nowhere.toml"), str(tmp_path / "out")]) == 2
    assert [line.rpartition(": ")[2] for line in capsys.readouterr().err.splitlines()][1:] == [
        f"{tmp_path / 'out' / 'a.svg'} is a folder",
        "No such file or directory",
    ]
    assert (tmp_path / "file").read_text() == "mine"


def test_what_holds_for_all_holds_for_each_unless_it_says_otherwise(tmp_path):
    text = f"theme = 'dark'\nformats = ['png', 'png']\nheadline = false\n{picture(LINK)}\ntheme = 'light'\nseconds = 2"
    deck = read_deck(written(tmp_path, text))
    (one,) = deck.pictures
    assert deck.title == "deck"  # the file's name
    assert (one.theme, one.formats, one.headline, one.seconds) == ("light", ("png",), False, 2)
    assert one.template.size == (1920, 1080)


def test_the_readmes_deck_is_one(tmp_path):
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    (text,) = [block for block in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL) if "[[picture]]" in block]
    assert [one.shot.link for one in read_deck(written(tmp_path, text)).pictures] == [OVERSTEP, "canyon?step=12"]


def test_a_reason_is_one_line():
    assert _why(RuntimeError("first\nsecond")) == "first"
    assert _why(RuntimeError()) == "RuntimeError"
    assert _why(OSError(28, "No space left on device", "x")) == "No space left on device"
