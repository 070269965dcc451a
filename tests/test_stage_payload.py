"""What the stage sends to the browser is the scene, each array once, and what comes back is not trusted."""

import json
import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from figures.theme import DARK
from scenes.canyon import Settings, scene
from scenes.scene import Formula, Scene, Track
from surfaces import SURFACES
from ui.stage import _sound, encode, pack

BUDGET = 80_000  # bytes of a rerun of four rules and 200 steps


def opened(message):
    """A message's header and the bytes of its numbers, as payload.js finds them."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length].decode("utf-8"))
    return header, message[4 + math.ceil(length / 4) * 4 :]


def places(value):
    """Every {"$": place} of a header."""
    if isinstance(value, dict):
        if "$" in value:
            yield tuple(value["$"])
        else:
            for part in value.values():
                yield from places(part)
    elif isinstance(value, list):
        for part in value:
            yield from places(part)


def at(place, numbers, kind="<f4"):
    offset, *shape = place
    flat = np.frombuffer(numbers, kind, math.prod(shape), offset * np.dtype(kind).itemsize)
    return flat.reshape(shape)


def revived(value, numbers):
    if isinstance(value, list):
        return [revived(part, numbers) for part in value]
    if isinstance(value, dict):
        if "$" in value:
            return at(value["$"], numbers)
        if "$8" in value:
            return at(value["$8"], numbers, "u1")
        return {key: revived(part, numbers) for key, part in value.items()}
    return value


def decode(message):
    return revived(*opened(message))


def agree(sent, meant, where="message"):
    """What was decoded is what was meant: arrays as bytes if they are, else as float32."""
    if isinstance(meant, np.ndarray):
        assert isinstance(sent, np.ndarray), where
        kind = np.uint8 if meant.dtype == np.uint8 else np.float32
        np.testing.assert_array_equal(sent, meant.astype(kind), err_msg=where, strict=True)
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


SCENES = [
    Settings(steps=200),
    Settings(view="3D"),
    Settings(surface="rosenbrock", eta=1.0),
    Settings(surface="himmelblau", steps=1, rules=("Adam",), noise=1.0),
    Settings(surface="beale", view="3D", each=True, steps=7),
]
every_scene = pytest.mark.parametrize("settings", SCENES, ids=lambda s: f"{s.surface}-{s.view}-{s.steps}")


@every_scene
def test_a_scene_arrives_as_it_is(settings):
    shown = scene(settings)
    sent = decode(pack(encode(shown)))
    tracked = {(track.trace, key) for track in shown.tracks for key in track.values}
    for trace, meant in zip(sent["data"], shown.drawing["data"], strict=True):
        left = {key: value for key, value in meant.items() if key != "uid" and (meant["uid"], key) not in tracked}
        agree({key: value for key, value in trace.items() if key != "uid"}, left, meant["uid"])
    agree(sent["layout"], shown.drawing["layout"], "layout")
    for track, meant in zip(sent["tracks"], shown.tracks, strict=True):
        assert shown.drawing["data"][track["index"]]["uid"] == meant.trace
        assert (track["mode"], track["stride"]) == (meant.mode, meant.stride)
        agree(track["values"], dict(meant.values), meant.trace)
    for readout, meant in zip(sent["readouts"], shown.readouts, strict=True):
        assert (readout["label"], readout["colour"]) == (meant.label, meant.colour)
        agree(readout["values"], dict(meant.values), meant.label)
    assert (sent["steps"], sent["unit"], sent["summary"]) == (shown.steps, "step", shown.summary)
    assert sent["dark"] == DARK
    assert sent["formulas"] == []


@every_scene
def test_with_the_last_entries_of_its_tracks_a_trace_is_the_figures_own(settings):
    shown = scene(settings)
    sent = decode(pack(encode(shown)))
    for track in sent["tracks"]:
        sent["data"][track["index"]] |= {
            key: value if track["mode"] == "grow" else value[-1:] for key, value in track["values"].items()
        }
    for trace, meant in zip(sent["data"], shown.drawing["data"], strict=True):
        agree({key: trace[key] for key in meant if key != "uid"}, {k: v for k, v in meant.items() if k != "uid"})


@every_scene
def test_each_array_is_sent_once(settings):
    header, numbers = opened(pack(encode(scene(settings))))
    found = list(places(header))
    once = sorted(set(found))
    assert len(found) > len(once)  # a path's arrays serve its line, its point and its readout
    ends = [offset + math.prod(shape) for offset, *shape in once]
    assert [0, *ends] == [*(place[0] for place in once), len(numbers) / 4]  # side by side, none within another
    if settings.surface == "canyon":
        contents = [at(place, numbers).tobytes() for place in once if place[1] > 1]
        assert len(set(contents)) == len(contents)


def test_the_same_array_in_two_places_is_sent_once_and_two_arrays_twice():
    one, other = np.arange(5.0), np.arange(5.0)
    header, numbers = opened(pack({"a": one, "b": [one, {"c": one[:]}], "d": other}))
    assert header["a"] == header["b"][0] == header["b"][1]["c"] == {"$": [0, 5]}
    assert header["d"] == {"$": [5, 5]}
    assert len(numbers) == 10 * 4


def test_views_of_one_array_are_told_apart():
    table = np.arange(12.0).reshape(3, 4)
    views = {
        "all": table,
        "turned": table.T,
        "row": table[0],
        "column": table[:, 0],
        "part": table[0, :3],
        "flat": table.ravel(),
    }
    agree(decode(pack(views)), views)


@pytest.mark.parametrize("view", ["map", "3D"])
@pytest.mark.parametrize("surface", SURFACES)
def test_a_race_is_within_its_budget(surface, view):
    assert len(pack(encode(scene(Settings(surface=surface, view=view, steps=200))))) <= BUDGET


shapes = arrays.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=6)
finite = arrays.arrays(np.float64, shapes, elements=st.floats(-1e30, 1e30))
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


@given(st.dictionaries(keys, trees, max_size=4))
def test_anything_arrives_as_it_was_sent(data):
    agree(decode(pack(data)), data)


@pytest.mark.parametrize("kind", [np.int64, np.int8, np.uint16, np.float32, np.float64, np.bool_])
def test_numbers_of_any_type_arrive_as_float32(kind):
    meant = np.array([[0, 1], [1, 1]], dtype=kind)
    agree(decode(pack({"a": meant})), {"a": meant})


@pytest.mark.parametrize("length", range(8))
def test_numbers_begin_at_a_multiple_of_four(length):
    message = pack({"text": "é" * length, "a": np.array([1.5, -2.0])})
    assert len(message) % 4 == 0
    assert decode(message) == {"text": "é" * length, "a": pytest.approx([1.5, -2.0])}


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
    odd = z[:, ::2, 1:]  # a view
    agree(decode(pack({"a": odd, "b": z.view(np.int8)})), {"a": odd, "b": z.view(np.int8)})


def test_text_and_bytes_travel_with_their_tracks():
    z = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)
    words = [["a", " "], ["a", "b"], ["−1", "η"]]
    shown = Scene(
        {
            "data": [
                {"uid": "map", "type": "heatmap", "z": z[-1]},
                {"uid": "words", "type": "scatter", "mode": "text", "x": [0, 1], "y": [0, 1], "text": words[-1]},
            ],
            "layout": {},
        },
        (Track("map", "replace", {"z": z}), Track("words", "replace", {"text": words}, stride=2)),
        2,
        "What happened.",
        unit="epoch",
    )
    sent = decode(pack(encode(shown)))
    assert "z" not in sent["data"][0]
    assert "text" not in sent["data"][1]
    assert sent["data"][1]["x"] == [0, 1]
    agree(sent["tracks"][0]["values"], {"z": z})
    agree(sent["tracks"][1]["values"], {"text": words})
    assert sent["unit"] == "epoch"


def test_formulas_carry_their_numbers():
    v = np.array([0.0, -0.5])
    shown = Scene(
        {"data": [{"uid": "path", "type": "scatter", "x": v, "y": v}], "layout": {}},
        (Track("path", "grow", {"x": v, "y": v}),),
        1,
        "What happened.",
        formulas=(Formula("Momentum", "#D55E00", "v = {v}", {"v": v}),),
    )
    (sent,) = decode(pack(encode(shown)))["formulas"]
    agree(sent, {"label": "Momentum", "colour": "#D55E00", "template": "v = {v}", "values": {"v": v}})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(number):
    with pytest.raises(ValueError, match="not finite"):
        pack({"a": np.array([1.0, number])})


@pytest.mark.parametrize("number", [1e39, -1e300])
def test_a_number_beyond_float32_is_refused_too(number):
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


# Drafts


@pytest.mark.parametrize(
    "draft",
    [
        {"id": 1, "values": {}},
        {"id": 1, "values": {"eta": 12}},
        {"id": 2**40, "values": {"eta": 12, "x0": -1.25, "unknown": 1e30}},
        {"id": 0, "values": {"eta": -3}, "more": "ignored"},
        {"id": 1, "point": {"x0": -1.25, "y0": 3}},
        {"id": 1, "values": {"eta": 12}, "point": {}},
    ],
    ids=str,
)
def test_sound_drafts_pass(draft):
    assert _sound(draft) is True


@pytest.mark.parametrize(
    "value", [None, "0.1", "", "NaN", [], [0.1], {}, {"$": [0, 1]}, math.nan, math.inf, -math.inf, 1j, True]
)
def test_drafts_of_anything_but_finite_numbers_are_refused(value):
    assert _sound({"id": 1, "values": {"eta": value}}) is False
    assert _sound({"id": 1, "values": {"kappa": 3, "eta": value}}) is False
    assert _sound({"id": 1, "values": {"kappa": 3}, "point": {"x0": value}}) is False


@pytest.mark.parametrize("digits", [18, 19, 20, 30, 308, 309, 400])
def test_whole_numbers_of_any_length_are_judged_without_failing(digits):
    judged = _sound({"id": 1, "values": {"eta": 10**digits}})
    assert judged in (True, False)
    assert not (judged and digits > 308)  # no float is so large


@pytest.mark.parametrize(
    "draft",
    [
        *(None, 0, 1.5, True, "draft", b"draft", [], [1], ()),
        *({}, {"values": {"eta": 1}}, {"id": None, "values": {"eta": 1}}),
        *({"id": "1", "values": {"eta": 1}}, {"id": 1.0, "values": {"eta": 1}}, {"id": [1], "values": {"eta": 1}}),
        *({"id": 1, "values": None}, {"id": 1, "values": []}, {"id": 1, "values": [["eta", 1]]}),
        *({"id": 1, "values": "eta"}, {"id": 1, "values": 1}, {"ID": 1, "Values": {}}),
        *({"id": 1, "point": [1, 2]}, {"id": 1, "values": {"eta": 1}, "point": None}, {"id": 1, "point": "x0"}),
    ],
    ids=str,
)
def test_drafts_of_another_form_are_refused(draft):
    assert _sound(draft) is False
