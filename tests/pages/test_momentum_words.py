"""What the momentum page says, computed again from the settings alone, over random settings of every act."""

import re

import numpy as np
import pytest

from lesson import declared
from pages.momentum import PAGE, answers
from pages.momentum.settings import Settings
from pages.momentum.words import times

ACTS = {act.name: act for act in PAGE.acts}
PATH = ("across", "canyon", "overshoot")
VIEW = np.array([5.0, 3.2])
COUNT = 110  # random settings of each act


def some(act, seed, count=COUNT):
    """Random settings of an act, half of them near its own."""
    draw = np.random.default_rng(seed)
    own = ACTS[act].settings
    for i in range(count):
        chosen = Settings(**own)
        fields = [name for name in PAGE.controls(chosen) if i % 2 or name in ACTS[act].sliders]
        values = {name: meta.values for name, meta in declared(Settings).items()}
        if i % 3 == 0 and act in ("across", "canyon"):  # where plain descent bounces
            values["eta"] = [eta for eta in values["eta"] if 0.25 < eta < 0.6]
        picked = {name: values[name][draw.integers(len(values[name]))] for name in fields if draw.random() < 0.8}
        yield Settings(**{**own, **picked})


def run(settings, gradient, start, alpha):
    """The rule as the lecture writes it: points and velocities, until the steps are over or it is far away."""
    w, v = np.array(start, dtype=float), np.zeros(len(start))
    points, speeds = [w], [v]
    for _ in range(settings.steps):
        v = alpha * v - settings.eta * gradient(w)
        w = w + v
        if not np.abs(w).max() <= 1e7:
            break
        points.append(w)
        speeds.append(v)
    return np.array(points), np.array(speeds)


class Facts:
    """What is true of a run in the canyon."""

    def __init__(self, settings):
        curvature = np.array([4 / settings.kappa, 4.0])
        runs = [run(settings, lambda w: curvature * w, (settings.x0, settings.y0), a) for a in (settings.alpha, 0.0)]
        self.common = min(len(w) for w, _ in runs) - 1
        (self.w, self.v), (self.plain, _) = [(w[: self.common + 1], v[: self.common + 1]) for w, v in runs]
        self.steps, self.plain_steps = np.abs(np.diff(self.w, axis=0)), np.abs(np.diff(self.plain, axis=0))
        self.turns = (np.diff(self.plain[:, 1])[1:] * np.diff(self.plain[:, 1])[:-1] < 0).any()
        push, pull = -settings.eta * curvature * self.w[:-1], settings.alpha * self.v[:-1]
        self.with_it, self.against = ((pull * push)[:, 0] > 0).sum(), ((pull * push)[:, 1] < 0).sum()
        moving = curvature[np.array([settings.x0, settings.y0]) != 0]
        self.unstable = any(spectral(settings.eta, settings.alpha, part) >= 1 - 1e-12 for part in moving)

    @property
    def across(self):
        return self.steps[:, 1].sum(), self.plain_steps[:, 1].sum()

    @property
    def along(self):
        return self.steps[:, 0].max(), self.plain_steps[:, 0].max()


def spectral(eta, alpha, curvature):
    """The factor a step in the long run, from the matrix itself."""
    return np.abs(np.linalg.eigvals([[1 + alpha - eta * curvature, -alpha], [1.0, 0.0]])).max()


def answer(act, settings):
    return PAGE.scene(settings, act).answer


def read(text):
    mantissa, _, power = text.partition("·10")
    exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))) if power else 0
    return float(mantissa) * 10.0**exponent


def tells(text, value, digits=2):
    """Is that the value to so many digits? A half may be rounded either way."""
    unit = 10.0 ** (np.floor(np.log10(value)) - digits + 1) if value else 1.0
    return abs(read(text) - value) <= 0.5001 * unit


def tell(said, pattern, *values):
    found = re.search(pattern, said)
    assert found, said
    assert all(tells(text, value) for text, value in zip(found.groups(), values, strict=True)), (said, values)


def near(value, *limits):
    return any(abs(value - limit) < 1e-6 for limit in limits)


# The answers


def test_the_step_on_the_slope_is_the_sum_of_a_series():
    for settings in some("grow", 1):
        said = answer("grow", settings)
        terms = [settings.alpha**k for k in range(min(settings.steps, 40) + 1)]
        if settings.alpha == 0:
            assert said.right is None  # two guesses hold
            assert max(terms[1:], default=0) == 0
            continue
        assert said.right == "Up to 1/(1−α) times η·g"
        bound, last = re.search(r"1/\(1−α\) = (\S+)\. The last step here is (\S+) η·g", said.because).groups()
        assert tells(last, sum(terms), 3)
        assert tells(bound, sum(settings.alpha**k for k in range(4000)), 4)
        assert sum(terms) <= 1 / (1 - settings.alpha) + 1e-12


def test_steps_across_have_shrunk_or_grown_against_plain_descent():
    seen = set()
    for settings in some("across", 2):
        facts, said = Facts(settings), answer("across", settings)
        seen.add(said.right)
        one, other = facts.across
        if settings.y0 == 0:
            assert (one, other, said.right) == (0, 0, None)
            assert "on the valley's floor" in said.because
            continue
        ratio = one / other
        if not facts.turns:
            assert said.right is None
            assert "never change direction" in said.because
        elif facts.unstable:
            assert said.right is None
            assert "is not below (2 + 2α)/λ" in said.because
        elif not near(ratio, 0.9, 1.1):
            expected = "They shrink" if ratio < 0.9 else "They grow, as on the slope" if ratio > 1.1 else None
            assert said.right == (expected or "They stay as they are"), settings
        if "add up to" in said.because:
            tell(said.because, r"add up to (\S+) instead of (\S+) without", one, other)
        told = re.search(r"In (\d+) of (\d+) steps? α·v points against", said.because)
        if told:
            assert [int(part) for part in told.groups()] == [facts.against, facts.common]
    assert seen == {None, *answers.ACROSS}


def test_along_the_steps_have_grown_and_across_they_have_shrunk_or_grown():
    seen = set()
    for settings in some("canyon", 3):
        facts, said = Facts(settings), answer("canyon", settings)
        seen.add(said.right)
        if settings.x0 == 0 or settings.y0 == 0 or facts.unstable or settings.alpha == 0:
            assert said.right is None
            continue
        along, across = (one / other for one, other in (facts.along, facts.across))
        if not near(along, 1.1) and not near(across, 0.9, 1.1):
            both, lecture = along > 1.1 and across > 1.1, along > 1.1 and across < 0.9
            expected = answers.CANYON[0] if both else answers.CANYON[1] if lecture else None
            assert said.right == expected, settings
        assert f"in {facts.with_it} of {facts.common} step" in said.because
        assert f"Across, against it in {facts.against}:" in said.because
        tell(said.because, r"longest step is (\S+) instead of (\S+)\. ", *facts.along)
        tell(said.because, r"add up to (\S+) instead of (\S+)\.$", *facts.across)
    assert seen == {None, *answers.CANYON[:2]}


def test_it_shoots_past_leaves_or_is_nearer_sooner():
    seen = set()
    for settings in some("overshoot", 4):
        facts, said = Facts(settings), answer("overshoot", settings)
        seen.add(said.right)
        if settings.x0 == 0:
            assert said.right is None
            continue
        if facts.unstable:
            assert said.right in (None, "It leaves the map")
            assert ("off the map" in said.because) == (said.right is not None)
            continue
        if settings.alpha == 0:
            assert (said.right, "plain descent" in said.because) == (None, True)
            continue
        x = facts.w[:, 0] / settings.x0
        beyond = max(0.0, -x.min())
        distance, plain = np.hypot(*facts.w[-1]), np.hypot(*facts.plain[-1])
        if not near(beyond, 0.1) and not near(distance - 0.9 * plain, 0):
            nearer = "It gets nearer in the same time" if distance < 0.9 * plain else None
            past = None if nearer else "It shoots far past the minimum"  # where both hold, neither is called right
            assert said.right == (past if beyond > 0.1 else nearer), settings
        unit = "step" if facts.common == 1 else "steps"
        after = rf"After {facts.common} {unit} it is (\S+) away, plain descent (\S+)\."
        tell(said.because, after, distance, plain)
        if "passes the minimum" in said.because:
            passes = (x[1:] * x[:-1] < 0).sum()
            told = re.search(r"passes the minimum (.+), by up to (\S+) % of the way it came", said.because)
            assert told.group(1) == times(passes)
            assert tells(told.group(2), 100 * beyond)
    assert seen == {None, *answers.MEMORY}


def test_no_pair_beats_the_best_one():
    etas, alphas = np.geomspace(0.02, 1, 40), np.linspace(0, 0.98, 30)
    for kappa in (1.0, 1.3, 2.0, 5.0, 20.0, 100.0, 1000.0):
        said = answer("pair", Settings(view="map", kappa=kappa))
        curvature = (4 / kappa, 4.0)

        def factor(eta, alpha, curvature=curvature):
            return max(spectral(eta, alpha, part) for part in curvature)

        if kappa == 1:
            assert said.right == "At the bottom: α = 0"
            eta = float(re.search(r"η = 1/λ = (\S+) ends", said.because).group(1))
            assert factor(eta, 0.0) == 0
            continue
        assert said.right == "In between"
        told = re.search(r"η = (\S+), α = (\S+): a factor of (\S+); α = 0 has (\S+) at best", said.because)
        eta, alpha, best, plain = (read(text) for text in told.groups())
        shifts = np.linspace(-0.005, 0.005, 41)  # the numbers are rounded, and it is a sharp tip
        around = [factor(eta * (1 + across), alpha * (1 + up)) for across in shifts for up in shifts]
        assert min(around) == pytest.approx(best, abs=0.02)
        assert min(factor(eta, alpha) for eta in etas for alpha in alphas) > best * 0.999
        assert min(factor(eta, 0.0) for eta in np.geomspace(0.2, 0.5, 2000)) == pytest.approx(plain, rel=5e-3)
        # inside the wedge both directions oscillate, so that there the factor is √α
        above = (alpha + 1) / 2
        inside = 2 * (1 + above) / sum(curvature)
        assert factor(inside, above) == pytest.approx(np.sqrt(above), rel=1e-9)


def test_the_steps_beside_the_map_are_those_that_the_factor_needs():
    draw = np.random.default_rng(5)
    values = declared(Settings)
    for _ in range(COUNT):
        eta, alpha, kappa = (
            values[name].values[draw.integers(len(values[name].values))] for name in ("eta", "alpha", "kappa")
        )
        words = PAGE.scene(Settings(view="map", eta=eta, alpha=alpha, kappa=kappa), "pair").words
        factor = max(spectral(eta, alpha, part) for part in (4 / kappa, 4.0))
        told = re.search(r"factor of (\S+) a step: (\d+) steps? to come 100 times nearer", words.sentences[0])
        if factor >= 1 - 1e-9:
            assert "does not shrink" in words.sentences[0]
            continue
        assert tells(told.group(1), factor, 4) or factor < 1e-7
        count = int(told.group(2))
        assert factor**count <= 0.01 * (1 + 1e-6)
        assert count == 1 or factor ** (count - 1) > 0.01 * (1 - 1e-6)


# The summary and the sentences


def test_a_run_is_off_the_map_only_where_it_does_not_come_back():
    told = 0
    for act in PATH:
        for settings in some(act, 6):
            scene = PAGE.scene(settings, act)
            said = " ".join(scene.words.sentences)
            curvature = np.array([4 / settings.kappa, 4.0])
            shown = {track.trace: track.values for track in scene.tracks}
            for name, alpha, trace in (("Momentum", settings.alpha, "Momentum"), ("Plain descent", 0.0, "α = 0")):
                w, _ = run(settings, lambda w, c=curvature: c * w, (settings.x0, settings.y0), alpha)
                outside = (np.abs(w) > VIEW).any(1)
                found = re.search(rf"{name} is off the map from step (\d+) on", said)
                assert bool(found) == bool(outside[-1]), (settings, name)
                label = shown[f"left-{trace}"]["text"][-1][0]
                if found:
                    told += 1
                    step = int(found.group(1))
                    assert outside[step:].all()
                    assert step == 0 or not outside[step - 1]
                    assert label.endswith(f"off the map from step {step} on")
                else:
                    assert label == " "
    assert told > 30


def test_the_summary_tells_how_far_both_are():
    for act in PATH:
        for settings in some(act, 7, 40):
            facts, said = Facts(settings), PAGE.scene(settings, act).words.summary
            if facts.unstable:
                assert said.startswith("Momentum does not come to rest")
            else:
                assert f"After {facts.common} step" in said
                ends = [np.hypot(*w[-1]) for w in (facts.w, facts.plain)]
                tell(said, r"is (\S+) from the minimum, plain descent with the same η (\S+)\.$", *ends)


@pytest.mark.parametrize("act", ACTS)
def test_every_sentence_is_short_whole_and_in_its_number(act):
    for settings in [*some(act, 8, 60), Settings(**{**ACTS[act].settings, "steps": 1})]:
        scene = PAGE.scene(settings, act)
        said = [scene.words.summary, *scene.words.sentences, scene.answer.because, scene.title]
        assert len(scene.answer.because) <= 210
        for text in said:
            assert not re.search(r"\b1 steps|\b1 times|nan|inf\b|[^.0-9]-\d|  ", text), text
            assert text == scene.title or text.endswith(".")
        assert not re.search(r"\b([02-9]|\d\d+) step\b", " ".join(said))


def test_a_question_about_another_picture_has_no_answer():
    for act in PAGE.acts:
        for view in ("slope", "path", "map"):
            own = {"grow": "slope", "pair": "map"}.get(act.name, "path")
            assert (PAGE.scene(Settings(view=view), act.name).answer.right is None) >= (view != own)


@pytest.mark.parametrize("act", PAGE.acts, ids=ACTS)
def test_an_act_opens_on_a_run_that_bears_out_one_guess_and_not_by_a_hair(act):
    opening = PAGE.opening(act)
    said = answer(act.name, opening)
    assert act.guesses.count(said.right) == 1
    if act.name in PATH:
        facts = Facts(opening)
        assert not facts.unstable
        assert facts.turns or act.name == "overshoot"
    if act.name == "across":
        assert facts.across[0] < facts.across[1] / 4
        assert facts.against > 0.7 * facts.common
    if act.name == "canyon":
        assert facts.along[0] > 2 * facts.along[1]
        assert facts.across[0] < facts.across[1] / 2
        assert facts.with_it > 0.7 * facts.common
    if act.name == "overshoot":
        assert facts.w[:, 0].max() > 0.7 * abs(opening.x0)
        assert np.hypot(*facts.w[-1]) > np.hypot(*facts.plain[-1])
    texts = [*act.guesses, act.setup, act.look, act.try_next]
    assert all(texts)
    assert len(act.question) <= 58
    assert len(act.setup) <= 110
    assert len(act.look) <= 110
    assert len(act.try_next) <= 130
    assert sum(map(len, act.guesses)) <= 130


def test_what_an_act_says_to_try_shows_something():
    assert answer("grow", Settings(view="slope", alpha=0)).because.endswith("plain descent.")
    across = {**ACTS["across"].settings}
    path = [Facts(Settings(**{**across, "alpha": alpha})).across[0] for alpha in (0.3, 0.6, 0.9)]
    assert path == sorted(path)
    assert not Facts(Settings(**{**across, "eta": 0.2})).turns
    both = Settings(**{**ACTS["canyon"].settings, "eta": 0.1, "alpha": 0.9})
    assert answer("canyon", both).right == "Steps grow in both directions"
    short = Settings(**{**ACTS["overshoot"].settings, "alpha": 0.5})
    assert answer("overshoot", short).right == "It gets nearer in the same time"


def test_times_has_words_for_one_and_two():
    assert [times(count) for count in (1, 2, 3)] == ["once", "twice", "3 times"]


@pytest.mark.parametrize(
    ("values", "rests"), [({"y0": 0.0}, True), ({"y0": 0.1}, False), ({"kappa": 1.0, "y0": 0.0}, False)]
)
def test_a_direction_in_which_nothing_moves_keeps_no_run_from_its_rest(values, rests):
    settings = Settings(**{**ACTS["canyon"].settings, "eta": 1.0, "kappa": 60.0, "alpha": 0.5, "steps": 400, **values})
    scene = PAGE.scene(settings, "overshoot")
    assert ("does not come to rest" not in scene.words.summary) == rests
    assert (np.hypot(*Facts(settings).w[-1]) < 0.01) == rests


def test_a_run_that_bounces_for_ever_is_not_said_to_leave():
    settings = Settings(**{**ACTS["overshoot"].settings, "eta": 0.5, "alpha": 0.0})
    for act in PATH:
        said = PAGE.scene(settings, act)
        assert not re.search("leaves|off the map|diverges", said.answer.because + said.words.summary)
    assert answer("overshoot", settings).right is None
