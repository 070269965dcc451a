"""What is said of dropout against over-fitting."""

from lesson import Answer, Words, number
from networks import Learned
from pages.dropout.measure_training import DROPPED, ETA, EXAMPLES, PLAIN, RATES, Trainings
from pages.dropout.settings import Settings

QUESTION = "Why drop units?"
MORE, SOME, FASTER = (
    "Against over-fitting: the more the better",
    "Against over-fitting, but not too many",
    "So that training goes faster",
)
GUESSES = (MORE, SOME, FASTER)
DRAWN = (
    f"Two hidden layers of tanh units; of {EXAMPLES} examples half are to train on, drawn as points, all in one batch; "
    f"Adam with η = {ETA}. Above: what the first seed's network makes of the inputs. Curves: medians over the seeds; "
    "bands: from the least to the most."
)


def title(settings: Settings) -> str:
    """A headline for the picture."""
    return f"Dropout, rate {number(settings.rate)}"


def words(measured: Trainings) -> Words:
    """What both trainings came to, and the rates that are compared."""
    return Words(_summary(measured), _claims(measured), _table(measured))


def answer(measured: Trainings) -> Answer:
    """Several rates on the same task."""
    compared = measured.compared
    if not compared:
        return Answer(None, f"The rates {_listed([*RATES])} are being trained, to be compared.")
    best = _best(measured)
    over = [rate for rate, learned in compared.items() if measured.too_high(learned)]
    helped = "**Here it does not help**" if best == 0 else f"**Here rate {number(best)} helps most**"
    high = f" At {_listed(over)} the training error is near the naive baseline's: too high." if over else ""
    return Answer(
        _borne_out(measured),
        f"{helped}: of the rates {_listed([*RATES])} the validation error ends lowest at {number(best)} "
        f"({_medians(measured.settings)}, after {measured.epochs} epochs).{high} A set is one draw: try other seeds.",
    )


def _best(measured: Trainings) -> float:
    """The rate whose validation error ends lowest."""
    ends = {rate: learned.validation for rate, learned in measured.compared.items()}
    return min(ends, key=lambda rate: ends[rate] or 0.0)


def _borne_out(measured: Trainings) -> str | None:
    """The one guess for which the comparison speaks, if it is one."""
    plain, *others = measured.compared.values()
    ends = [learned.validation or 0.0 for learned in measured.compared.values()]
    best = _best(measured)
    helps = plain.overfits and best > 0
    holds = {
        MORE: helps and ends == sorted(ends, reverse=True) and not measured.too_high(others[-1]),
        SOME: helps and best < RATES[-1],
        FASTER: any((other.error or 0.0) < (plain.error or 0.0) for other in others),
    }
    borne_out = [guess for guess in GUESSES if holds[guess]]
    return borne_out[0] if len(borne_out) == 1 else None


def _summary(measured: Trainings) -> str:
    settings = measured.settings
    plain, dropped = measured.learned[PLAIN], measured.learned[DROPPED]
    return (
        f"After {measured.epochs} epochs, {_medians(settings)}: training error {_error(plain.error)} without dropout "
        f"and {_error(dropped.error)} at rate {number(settings.rate)}, validation error {_error(plain.validation)} "
        f"without and {_error(dropped.validation)} with."
    )


def _claims(measured: Trainings) -> tuple[str, ...]:
    rate, seeds = measured.settings.rate, measured.settings.seeds
    plain, dropped = measured.learned[PLAIN], measured.learned[DROPPED]
    if rate == 0:
        return (
            _ended("Without dropout", plain),
            "**At rate 0** nothing is dropped: both trainings are the same.",
            DRAWN,
        )
    if seeds > 1:
        helps = f"lower with dropout than without in {measured.helped} of {seeds} seeds"
    else:
        helps = "lower with dropout than without" if measured.helped else "no lower with dropout than without"
    return (
        _ended("Without dropout", plain),
        _ended(f"At rate {number(rate)}", dropped),
        f"**Does it help here?** The validation error ends {helps}; stopped at its best epoch, the training without "
        f"dropout would have had {_error(plain.lowest)}.",
        _learnt(measured),
        DRAWN,
    )


def _ended(when: str, learned: Learned) -> str:
    since = ", and has risen since while the training error fell: over-fitting" if learned.overfits else ""
    return (
        f"**{when}** the training error ends at {_error(learned.error)} and the validation error at "
        f"{_error(learned.validation)}. The latter was lowest at epoch {learned.best}, {_error(learned.lowest)}{since}."
    )


def _learnt(measured: Trainings) -> str:
    rate, learned, baseline = number(measured.settings.rate), measured.learned[DROPPED], measured.training.baseline
    share = f"{number(100 * (learned.error or 0) / baseline, 2)}\u00a0% of the naive baseline's {_error(baseline)}"
    if measured.too_high(learned):
        return (
            f"**Too high a rate?** Yes: at {rate} the training error is {share}. With so many units gone hardly "
            "anything is learnt: under-fitting."
        )
    return f"**Too high a rate?** No: at {rate} the training error is {share}, so the network still learns."


def _table(measured: Trainings) -> tuple[dict[str, str], ...]:
    if not measured.compared:
        return ()
    rows = {number(rate): (learned.error, learned.validation) for rate, learned in measured.compared.items()}
    rows["naive baseline"] = measured.training.baseline, measured.validation.baseline
    return tuple(
        {"rate": rate, "training error": _error(error), "validation error": _error(validation)}
        for rate, (error, validation) in rows.items()
    )


def _medians(settings: Settings) -> str:
    return f"medians of {settings.seeds} seeds" if settings.seeds > 1 else "one seed"


def _listed(rates: list[float]) -> str:
    *others, last = map(number, rates)
    return f"{', '.join(others)} and {last}" if others else last


def _error(value: float | None) -> str:
    return "–" if value is None else number(value)
