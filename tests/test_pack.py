"""A message holds the scene: each array once, rounded to what an eye can see, and never a number that is not one."""

import json
import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from links import random_view
from message import at, decode, parts, places, size_of

from lesson import Answer, Formula, Pick, Readout, Scene, Track, Words, read
from lesson.pack import encode, pack
from pages import PAGES

NEAR = 2.0**-14  # a number is off by at most this share of it

shapes = arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=6)
floats = st.floats(-1e30, 1e30)
finite = arrays.arrays(np.float64, shapes, elements=floats)
texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = texts.filter(lambda key: key not in ("$", "$8"))
plain = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts
)
trees = st.recursive(
    plain | finite,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(keys, part, max_size=4),
    max_leaves=12,
)
every_view = pytest.mark.parametrize(
    "view",
    [read(page, {"act": [act.name]}) for page in PAGES.values() for act in page.acts]
    + [random_view(page, seed) for page in PAGES.values() for seed in range(3)],
    ids=lambda view: f"{view.page.name} {view.text}"[:60],
)


def agree(sent, meant, where="message"):
    """What was decoded is what was meant: bytes as they are, other arrays as float32 of 13 bits."""
    if isinstance(meant, np.ndarray):
        assert isinstance(sent, np.ndarray), where
        assert sent.shape == meant.shape, where
        if meant.dtype == np.uint8:
            np.testing.assert_array_equal(sent, meant, err_msg=where, strict=True)
        else:
            assert sent.dtype == np.float32
            np.testing.assert_allclose(sent, meant.astype(float), rtol=NEAR, atol=1e-38, err_msg=where)
    elif isinstance(meant, dict):
        assert sent.keys() == meant.keys(), where
        for key, value in meant.items():
            agree(sent[key], value, f"{where}.{key}")
    elif isinstance(meant, list | tuple):
        assert len(sent) == len(meant), where
        for i, value in enumerate(meant):
            agree(sent[i], value, f"{where}[{i}]")
    else:
        assert sent == meant, where


# Scenes


@every_view
def test_a_scene_arrives_as_it_is(view):
    shown = view.page.scene(view.settings, view.act.name)
    sent = decode(pack(encode(shown)))
    tracked = {(track.trace, key) for track in shown.tracks for key in track.values}
    for trace, meant in zip(sent.pop("data"), shown.drawing["data"], strict=True):
        left = {key: value for key, value in meant.items() if key != "uid" and (meant["uid"], key) not in tracked}
        assert trace.pop("uid").isalnum()
        agree(trace, left, meant["uid"])
    agree(sent.pop("layout"), shown.drawing["layout"], "layout")
    for track, meant in zip(sent.pop("tracks"), shown.tracks, strict=True):
        assert shown.drawing["data"][track["index"]]["uid"] == meant.trace
        assert (track["mode"], track["stride"]) == (meant.mode, meant.stride)
        agree(track["values"], dict(meant.values), meant.trace)
    agree(sent.pop("readouts"), [vars(part) for part in shown.readouts])
    agree(sent.pop("formulas"), [vars(part) for part in shown.formulas])
    agree(sent, {name: getattr(shown, name) for name in ("title", "steps", "unit", "seconds", "progress")} | {
        name: {key: value for key, value in vars(part).items() if value is not None}
        for name, part in (("words", shown.words), ("pick", shown.pick), ("answer", shown.answer)) if part is not None
    })  # fmt: skip


@every_view
def test_traces_of_a_scene_have_different_names(view):
    sent = encode(view.page.scene(view.settings))
    names = [trace["uid"] for trace in sent["data"]]
    assert len(set(names)) == len(names)


@every_view
def test_each_array_is_sent_once_and_all_lie_side_by_side(view):
    header, numbers, shades = parts(pack(encode(view.page.scene(view.settings))))
    found = list(places(header))
    for kind, block in (("$", numbers), ("$8", shades)):
        once = sorted({place for sort, place in found if sort == kind and math.prod(place[1:])})
        ends = [offset + math.prod(shape) for offset, *shape in once]
        assert [0, *ends] == [*(place[0] for place in once), len(block)]


def test_every_part_of_a_scene_travels():
    z = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)
    names = [["a", " "], ["a", "b"], ["−1", "η"]]
    v = np.array([0.0, -0.5, 3e-5])
    shown = Scene(
        "Title",
        {
            "data": [
                {"uid": "map.1", "type": "heatmap", "z": z[-1], "zmin": 0},
                {"uid": "names of η", "type": "scatter", "x": [0, 1], "text": names[-1]},
            ],
            "layout": {"xaxis": {"range": [0, 1]}},
        },
        (Track("map.1", "replace", {"z": z}), Track("names of η", "replace", {"text": names}, stride=2)),
        2,
        Words("What happened.", ("**One**.", "Two."), ({"rule": "SGD"},), (("the race", "/canyon"),)),
        unit="epoch",
        seconds=4.5,
        readouts=(Readout("SGD", "#000000", {"v": v}),),
        formulas=(Formula("Momentum", "#D55E00", "v = {v}", {"v": v}),),
        pick=Pick(("x0", "y0"), ((-5, 5), (-4, 4))),
        answer=Answer("a", "because"),
        progress=0.25,
    )
    agree(
        decode(pack(encode(shown))),
        {
            "title": "Title",
            "data": [{"uid": "t0", "type": "heatmap", "zmin": 0}, {"uid": "t1", "type": "scatter", "x": [0, 1]}],
            "layout": {"xaxis": {"range": [0, 1]}},
            "tracks": [
                {"index": 0, "mode": "replace", "stride": 1, "values": {"z": z}},
                {"index": 1, "mode": "replace", "stride": 2, "values": {"text": names}},
            ],
            "steps": 2,
            "unit": "epoch",
            "seconds": 4.5,
            "words": {
                "summary": "What happened.",
                "sentences": ["**One**.", "Two."],
                "table": [{"rule": "SGD"}],
                "links": [["the race", "/canyon"]],
            },
            "readouts": [{"label": "SGD", "colour": "#000000", "values": {"v": v}}],
            "formulas": [{"label": "Momentum", "colour": "#D55E00", "template": "v = {v}", "values": {"v": v}}],
            "pick": {"fields": ["x0", "y0"], "domain": [[-5, 5], [-4, 4]]},
            "answer": {"right": "a", "because": "because"},
            "progress": 0.25,
        },
    )


# Any message


@given(st.dictionaries(keys, trees, max_size=4))
def test_anything_arrives_as_it_was_sent(data):
    agree(decode(pack(data)), data)


def test_a_message_is_its_three_lengths_a_header_four_planes_and_bytes():
    message = pack({"a": np.array([1.0, -2.0, 0.5]), "b": np.array([7, 8], np.uint8)})
    header = json.dumps({"a": {"$": [0, 3]}, "b": {"$8": [0, 2]}}, separators=(",", ":")).encode()
    planes = bytes([0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0x3F, 0xC0, 0x3F])  # all first bytes, then all second ones, …
    assert message == struct.pack("<3I", len(header), 3, 2) + header + planes + bytes([7, 8])
    assert size_of(message + b"the next message") == len(message)


@given(arrays.arrays(np.float64, 20, elements=floats))
def test_a_number_is_within_one_part_in_16000_and_its_last_bits_are_not_sent(meant):
    _, numbers, _ = parts(pack({"a": meant}))
    np.testing.assert_allclose(numbers, meant, rtol=NEAR, atol=1e-38)
    assert not (numbers.view(np.uint32) & 0x3FF).any()


@pytest.mark.parametrize("number", [0.0, 1.0, -1.0, 0.5, 3.0, 1000.0, 8191.0, -0.125])
def test_small_whole_numbers_and_halves_are_exact(number):
    assert decode(pack({"a": np.array([number])}))["a"].tolist() == [number]


def test_the_same_array_in_two_places_is_sent_once_and_two_arrays_twice():
    one, other = np.arange(5.0), np.arange(5.0)
    header, numbers, _ = parts(pack({"a": one, "b": [one, {"c": one}], "d": other}))
    assert header["a"] == header["b"][0] == header["b"][1]["c"] == {"$": [0, 5]}
    assert header["d"] == {"$": [5, 5]}
    assert len(numbers) == 10


def test_arrays_made_and_dropped_on_the_way_are_told_apart():
    table = np.arange(12.0).reshape(3, 4)
    views = {"all": table, "turned": table.T, "row": table[0], "column": table[:, 0], "flat": table.ravel()}
    agree(decode(pack(views)), views)
    many = {str(i): np.full(3, float(i)) for i in range(200)}
    agree(decode(pack(many)), many)


@pytest.mark.parametrize("kind", [np.int64, np.int8, np.uint16, np.float32, np.float64, np.bool_])
def test_numbers_of_any_type_arrive_as_float32(kind):
    meant = np.array([[0, 1], [1, 1]], dtype=kind)
    agree(decode(pack({"a": meant})), {"a": meant})


@given(st.lists(st.tuples(st.booleans(), shapes), max_size=6), st.randoms(use_true_random=False))
def test_bytes_and_floats_in_any_order_arrive(kinds, random):
    meant = [
        np.array([random.randrange(256) for _ in range(math.prod(shape))], np.uint8 if small else float).reshape(shape)
        for small, shape in kinds
    ]
    agree(decode(pack({"all": meant})), {"all": meant})


def test_a_heatmap_takes_a_byte_a_cell():
    z = np.arange(40 * 48 * 48).reshape(40, 48, 48).astype(np.uint8)
    assert 40 * 48 * 48 <= len(pack({"z": z})) < 40 * 48 * 48 + 64
    assert at((48 * 48, 39, 48, 48), parts(pack({"z": z}))[2]).tolist() == z[1:].tolist()
    odd = z[:, ::2, 1:]  # a view
    agree(decode(pack({"a": odd, "b": z.view(np.int8)})), {"a": odd, "b": z.view(np.int8)})


def test_to_pack_leaves_the_arrays_alone():
    meant, kept = np.array([1 / 3, 2e-7]), np.array([1 / 3, 2e-7])
    pack({"a": meant, "b": meant.astype(np.float32)})
    np.testing.assert_array_equal(meant, kept)


# What is refused


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e39, -1e300, 3.4028e38])
def test_a_number_that_is_not_finite_or_beyond_float32_is_refused(number):
    with pytest.raises(ValueError, match="not finite"):
        pack({"a": np.array([1.0, number])})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_the_header_holds_finite_numbers_only(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        pack({"a": [1.0, {"b": number}]})


@pytest.mark.parametrize("thing", [{1, 2}, object(), b"bytes", 1j], ids=["set", "object", "bytes", "complex"])
def test_what_is_neither_json_nor_an_array_is_refused(thing):
    with pytest.raises(TypeError, match="cannot be sent to the stage"):
        pack({"a": thing})
