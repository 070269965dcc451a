"""Every page's scene by link: the right one, whatever the link says, and equal pictures under one address."""

import asyncio
import gzip

import pytest
from asgi import APP, ask, asked, query_of
from links import hostile, odd, random_link, random_view
from message import finite, messages, size_of

from lesson import declared, read
from pages import PAGES
from server import scenes
from server.files import VERSION
from server.works import Works

every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
SEEDS = range(16)
LONG_SEEDS = range(6)  # of pages whose computations take long


@pytest.fixture(autouse=True)
def works(monkeypatch):
    """What is kept from one test is not there in the next."""
    fresh = Works()
    monkeypatch.setattr(scenes, "works", fresh)
    return fresh


def address(page):
    return f"/scene/{page.name}"


def got(page, *queries):
    """The bodies of these queries, as they are after gzip; a long computation's last scene alone."""

    async def one_by_one():
        answers = [await ask(address(page), query) for query in queries]
        assert {answer.status for answer in answers} == {200}
        return [last(answer.plain) for answer in answers]

    return asyncio.run(one_by_one())


def last(body):
    """The last of the messages of a body."""
    while size_of(body) < len(body):
        body = body[size_of(body) :]
    return body


def scene_of(body):
    (scene,) = messages(body)[-1]["scenes"]
    return scene


def agrees(sent, view):
    """The scene sent is that of the view, as far as it can be read; the rest is tested where it is packed."""
    meant = view.page.scene(view.settings, view.act.name)
    assert sent["title"] == meant.title
    assert (sent["steps"], sent["unit"]) == (meant.steps, meant.unit)
    assert sent["words"]["summary"] == meant.words.summary
    assert sent["words"]["sentences"] == list(meant.words.sentences)
    assert {"right": None} | sent["answer"] == vars(meant.answer)
    assert [trace["type"] for trace in sent["data"]] == [trace["type"] for trace in meant.drawing["data"]]
    assert finite(sent)


# The right scene


@every_page
def test_each_act_by_its_link(page):
    for act in page.acts:
        view = read(page, {"act": [act.name]})
        (body,) = got(page, view.text)
        agrees(scene_of(body), view)


@every_page
def test_random_settings_by_their_link(page):
    for seed in LONG_SEEDS if page.grow else SEEDS:
        view = random_view(page, seed)
        agrees(scene_of(got(page, query_of(random_link(page, seed)))[0]), view)


@pytest.mark.parametrize("page", [page for page in PAGES.values() if page.grow], ids=lambda page: page.name)
def test_a_page_that_takes_long_grows_to_what_it_computes_at_once(page):
    view = read(page, {})
    grown = [message["scenes"][0] for message in messages(asked(address(page)).plain)]
    progress = [scene["progress"] for scene in grown]
    assert progress == sorted(progress)
    assert progress[-1] == 1
    agrees(grown[-1], view)


@every_page
def test_a_link_that_means_nothing_gives_the_bytes_of_the_link_without_it(page):
    for rest in ({}, random_link(page, 3)):
        links = [link for link in hostile(page) if not set(link) & set(rest)]
        clean, *bodies = got(page, read(page, rest).text, *(query_of(rest | link) for link in links))
        for link, body in zip(links, bodies, strict=True):
            assert body == clean, ascii(link)[:80]


@every_page
def test_an_odd_link_gives_the_bytes_of_what_it_means(page):
    for link in odd(page)[::7]:
        meant = read(page, {name: [texts] if isinstance(texts, str) else texts for name, texts in link.items()})
        odd_one, clean = got(page, query_of(link), meant.text)
        assert odd_one == clean, ascii(link)[:80]


RAW = (
    *(b"%", b"%%%", b"%zz=%1", b"eta=\xff\xfe", b"eta=%FF%FE", b"eta=%00", b"\x00", b"&&&&", b"====", b"="),
    *(b"?", b"#eta=0.3"),
    *(b"eta=%F0%9F%8F%94", b"eta=\xf0\x9f\x8f\x94", b"eta=%ED%A0%80", b"a" * 60_000, b"&" * 60_000, b"x=1&" * 15_000),
    *(b"eta[]=1", b"eta%00=1", b";eta=1;", b"<script>=1", b"eta=" + b"%30" * 20_000, b"sweep=", b"v=" + b"1" * 9999),
)  # fmt: skip


@every_page
def test_any_bytes_are_a_query(page):
    clean, *bodies = got(page, "", *RAW)
    for raw, body in zip(RAW, bodies, strict=True):
        assert body == clean, ascii(raw)[:30]


def test_the_rest_of_a_huge_link_works():
    for page in PAGES.values():
        (name, texts), *_ = (
            (n, m.write(m.values[0])[0]) for n, m in page.controls(page.settings()).items() if m.values
        )
        clean = read(page, {name: [texts]}).text
        for more in ("x=1&" * 3000, "9" * 50_000 + "&", f"{name}=" + "1" * 50_000 + "&", f"{name}=1&" * 3000):
            one, other = got(page, clean, f"{more}{name}={texts}")
            assert one == other


# What there is not


@pytest.mark.parametrize("name", ["", "Canyon", "nothing", "..", "%2e%2e", "__init__", "canyon.py", "x" * 5000, "η"])
def test_an_unknown_page_is_not_found(name):
    answer = asked(f"/scene/{name}")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/plain")


@every_page
def test_a_page_is_not_found_a_folder_below(page):
    assert asked(f"{address(page)}/").status in (307, 404)
    assert asked(f"{address(page)}/more").status == 404


@every_page
def test_a_sweep_that_there_is_not_is_refused_with_a_sentence(page, works):
    no_slider = [name for name, meta in declared(page.settings).items() if meta.kind not in (int, float)]
    hidden = set(declared(page.settings)) - set(page.controls(page.opening(page.acts[0])))
    for name in ("nonsense", "__class__", "act", "<b>", "\x00", "9" * 900, *no_slider, *hidden):
        answer = asked(address(page), {"sweep": name})
        assert answer.status == 400, name
        assert answer.headers["content-type"].startswith("text/plain")
        said = answer.body.decode()
        assert name in said
        assert said.endswith(".")
    assert not works._works


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "NONSENSE"])
def test_another_method_is_not_allowed(method):
    for path in (address(page) for page in PAGES.values()):
        answer = asked(path, method=method)
        assert answer.status == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


@every_page
def test_head_says_what_get_would(page):
    head, get = (asked(address(page), method=method) for method in ("HEAD", "GET"))
    assert head.status == 200
    assert head.headers == get.headers


# How it travels


@every_page
def test_an_answer_is_gzipped_for_those_who_take_that(page):
    for accepted in ("gzip", "deflate, gzip, br", "br;q=1.0, GZIP;q=0.5", "x, gzip ; q=1"):
        answer = asked(address(page), encoding=accepted)
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
    for refused in ("", "identity", "br", "gzip;q=0", "gzip; q=0.000, br", "notgzip"):
        plain = asked(address(page), encoding=refused)
        assert "content-encoding" not in plain.headers
        assert plain.headers["vary"] == "Accept-Encoding"
        assert plain.body == gzip.decompress(answer.body)


@every_page
def test_a_whole_answer_may_be_kept_under_the_version_of_this_program_alone(page):
    asked(address(page))
    lifetimes = {v: asked(address(page), query).headers["cache-control"] for v, query in {
        "": "", "own": f"v={VERSION}", "other": "v=123456789abc", "two": f"v={VERSION}&v=1",
    }.items()}  # fmt: skip
    assert lifetimes.pop("own").startswith("public, max-age=")
    assert set(lifetimes.values()) == {"no-cache"}


def test_what_went_wrong_may_not_be_kept():
    for path, query in (("/scene/nothing", ""), (f"/scene/{next(iter(PAGES))}", "sweep=nothing")):
        assert "max-age" not in asked(path, f"{query}&v={VERSION}").headers.get("cache-control", "")


# One address a picture


@every_page
def test_equal_pictures_are_computed_and_kept_once(page, works, monkeypatch):
    count = []
    measure = page.measure
    monkeypatch.setitem(vars(page), "measure", lambda settings: count.append(settings) or measure(settings))
    link = random_link(page, 5)
    spellings = [link, dict(reversed(link.items())), link | {"nonsense": "1", "v": "2"}, {"eta": ""} | link]
    bodies = got(page, *map(query_of, spellings))
    assert len(set(bodies)) == 1
    assert len(works._kept) == 1
    assert page.grow or len(count) == 1


@every_page
def test_different_pictures_have_different_bytes(page):
    acts = [f"act={act.name}" for act in page.acts]
    bodies = got(page, *acts)
    assert len(set(bodies)) == len({read(page, {"act": [act.name]}).settings for act in page.acts})


def test_pages_are_served_by_the_route_of_the_app():
    import app  # here: it needs Streamlit

    served = {route.path: route.endpoint for route in app.app._user_routes}
    assert served == {route.path: route.endpoint for route in APP.routes}
