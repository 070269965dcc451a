"""The canyon race in words: over random settings of all acts and surfaces each claim is recomputed from the runs."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from canyon_runs import MANY, drawn_settings, gap, numbered, paths, sentences, told

from lesson import number
from pages.canyon.settings import Settings


@pytest.mark.parametrize("block", range(6))
def test_every_sentence_is_borne_out_by_its_run(block):
    for seed in range(block, MANY, 6):
        _, settings = drawn_settings(seed)
        at, found = paths(settings)
        for name, said in sentences(settings).items():
            first, stays, left_at, outside = told(settings)[name]
            w, _ = found[name]
            hint = (seed, settings, said)
            assert ("left the map" in said) == (left_at is not None), hint
            assert left_at is None or f"left the map at step {left_at}" in said, hint
            assert ("stays within 1 %" in said) == (stays is not None), hint
            assert stays is None or f"from step {stays} on" in said, hint
            if left_at is None and first is not None and first != stays:
                assert f"first at step {first}." in said, hint
            back = re.search(r"off the map at (\d+) steps? and came back", said)
            assert (int(back[1]) if back else 0) == (outside or 0), hint
            assert not re.search(r"\b1 steps\b|\b(?!1\b)\d+ step\b(?! \d)", said), hint
            if left_at is None and stays is None:
                assert number(gap(w[-1], at.minima), 2) in said or "nowhere" in said, hint
            if "nowhere" in said:
                moves_and_gets_nowhere(w, at, said, hint)
            if "stands still" in said:
                stands_still(w, at, said, hint)
            if ": η =" in said:
                reason_holds(settings, at, name, said, hint)


def test_what_is_known_of_some_runs_is_said():
    """That a sentence which may be said is said: where each rule must end is known beforehand."""
    ridge = Settings(surface="saddle", y0=0.0, steps=200)
    assert [name for name, said in sentences(ridge).items() if ", at a saddle" in said] == ["SGD", "Momentum", "Adam"]
    camel = Settings(surface="three_hump_camel", steps=200, rules=("SGD",))
    assert "in a valley that is not the deepest" in sentences(camel)["SGD"]
    assert "on a plateau" in sentences(Settings(surface="plateau", rules=("SGD",)))["SGD"]
    assert "gets nowhere" in sentences(Settings(eta=0.2, steps=200))["RMSProp"]
    bowl = Settings(surface="bowl", eta=1.0, rules=("SGD",), steps=20)
    assert "stays within 1 % of the minimum from step 1 on." in sentences(bowl)["SGD"]  # 1/λ: one step


def moves_and_gets_nowhere(w, at, said, hint):
    late = int(re.search(r"its last (\d+) steps", said)[1])
    part = w[-late - 1 :]
    walked = sum(math.dist(a, b) for a, b in pairwise(part))
    net = math.dist(part[0], part[-1])
    far = [gap(point, at.minima) for point in part]
    expected = [walked, net, min(far), max(far)]
    got = numbered(said.split("steps are")[1])[:4]
    assert got == pytest.approx(expected, rel=0.06, abs=1e-12), hint
    assert net < 0.35 * walked, hint
    assert late >= 4, hint


def stands_still(w, at, said, hint):
    """Its last steps are short, and the ground around is what is said of it, by heights alone."""
    width = max(high - low for low, high in at.domain)
    late = int((re.search(r"its last (\d+) steps", said) or [0, 1])[1])
    part = w[-late - 1 :]
    assert sum(math.dist(a, b) for a, b in pairwise(part)) <= 1.01e-3 * width, hint
    angles = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    end = w[-1]
    if "plateau" in said:
        assert at.name in ("plateau", "beale"), hint  # the others have none
        heights = at.value(end + 0.02 * width * ring)
        grid = at.value(np.stack(np.meshgrid(*(np.linspace(*side, 60) for side in at.domain)), -1))
        assert np.ptp(heights) < 0.01 * np.ptp(grid), hint
        return
    # the lowest and the highest points of a fine grid about the end: a valley has its floor inside, a saddle neither
    fine = np.linspace(-0.025 * width, 0.025 * width, 201)
    spot = end + np.stack(np.meshgrid(fine, fine), -1)
    heights = at.value(spot)
    low = np.unravel_index(heights.argmin(), heights.shape)
    if "valley" in said:
        assert all(0 < i < 200 for i in low), hint
        assert heights.min() > at.minimum + 1e-6, hint
    else:
        assert "at a saddle" in said, hint
        around = at.value(end + 0.015 * width * ring) - at.value(end)
        assert around.min() < 0 < around.max(), hint


def reason_holds(settings, at, name, said, hint):
    assert name in ("SGD", "Momentum"), hint
    assert at.curvatures, hint
    limit = (2 + 2 * (settings.alpha if name == "Momentum" else 0)) / at.curvatures[1]
    assert settings.eta_of(name) > limit, hint
    assert number(limit) in said, hint
    assert number(settings.eta_of(name)) in said, hint
