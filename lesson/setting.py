"""A setting is declared once; widget, link, validation, cache key and exporter read it there.

@dataclass(frozen=True)
class Settings:
    eta: float = setting(0.02, symbol="η", label="Learning rate", bounds=(0, 10), slider=(1e-4, 1), log=True)

    def __post_init__(self):
        check(self)
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from typing import Any

from lesson.numbers import number

Number = int | float

# 25 a decade, closer where a step is a larger part of the value; 1, 2, 3 and 5 are among them.
MANTISSAS = (1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.2, 2.4, 2.5, 2.8, 3, 3.3, 3.6, 4, 4.5, 5, 6, 7, 8, 9)
LONGEST_TEXT = 64  # characters of a value in a link; no value needs more
DIGITS = 12  # of a number in a link
SMALL = 1e-3  # below it a slider's value is written with a power of ten
OWN = "own"  # what None is in a link: the page decides, whatever the act says


@dataclass(frozen=True)
class Setting:
    """What is known of one setting; `setting` says what each part means."""

    name: str
    kind: type
    default: Any
    symbol: str
    label: str
    bounds: tuple[Number, Number] | None
    slider: tuple[Number, Number] | None
    step: Number | None
    options: tuple[Any, ...]
    clamp: bool
    help: str | None
    titles: tuple[str, ...] = ()
    pictures: str = ""

    @property
    def title(self) -> str:
        """The label a control bears: what it is, then the lecture's symbol."""
        return f"{self.label} {self.symbol}".strip()

    def called(self, option: Any) -> str:
        """What a menu calls an option."""
        return self.titles[self.options.index(option)] if self.titles else str(option)

    def shown(self, value: Any) -> str:
        """How a slider, a menu or a switch says its value."""
        if self.kind is bool:
            return "on" if value else "off"
        if self.kind is str:
            return self.called(value)
        return number(value) if 0 < abs(value) < SMALL else f"{value:g}"

    @property
    def values(self) -> tuple[Number, ...]:
        """Every value that the setting's slider can take, in order; empty where it has no slider."""
        if self.kind not in (int, float):
            return ()
        if self.options:
            return self.options
        return () if self.slider is None else _values(self.kind, *self.slider, self.step or 1)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What stands in a link for each of the options of a menu or slider, in order."""
        return tuple(self.write(option)[0] for option in self.options)

    def checked(self, value: Any) -> Any:
        """value in this setting's type. Raises ValueError with the name, the value and what is allowed."""
        if value is None and self.default is None:
            return None
        if self.kind is bool:
            if isinstance(value, bool):
                return value
            raise ValueError(f"{self.name} = {value!r} is neither True nor False")
        if self.kind is tuple:
            chosen: list[Any] = [*value] if isinstance(value, tuple | list) else [value]  # type: ignore
            wrong = [part for part in chosen if part not in self.options]
            if wrong or not chosen:
                raise ValueError(f"{self.name} = {value!r} must name at least one of {self.options}")
            return tuple(option for option in self.options if option in chosen)  # in the order declared
        if self.kind is str:
            if isinstance(value, str) and value in self.options:
                return value
            raise ValueError(f"{self.name} = {value!r} is not one of {self.options}")
        return self._number(value)

    def _number(self, value: Any) -> Number:
        low, high = self.bounds or (-math.inf, math.inf)
        if type(value) is self.kind is float and self.bounds and low <= value <= high:
            return value  # mostly, and soon told
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if self.clamp and not math.isnan(number):
            number = float(min(max(number, low), high))
        whole = self.kind is not int or number.is_integer()
        if isinstance(value, (bool, str)) or not (math.isfinite(number) and low <= number <= high and whole):
            raise ValueError(
                f"{self.name} = {value!r} is outside [{low:g}, {high:g}]" + " (whole numbers)" * (not whole)
            )
        return self.kind(number)

    def nearest(self, value: float) -> Number:
        """What the control can show that is nearest to a number: an option (by ratio where all are positive), or it.

        Raises ValueError for a number beyond the options or the bounds.
        """
        options = self.options
        if not options:
            return self.checked(value)
        if value in options:
            return self.kind(value)
        if not options[0] <= value <= options[-1]:
            raise ValueError(f"{self.name} = {value!r} is outside [{options[0]:g}, {options[-1]:g}]")
        if options[0] > 0:
            return min(options, key=lambda option: abs(math.log(option / value)))
        return min(options, key=lambda option: abs(option - value))

    def read(self, texts: Sequence[str]) -> Any:
        """The value that a link's texts for this setting mean. Raises ValueError.

        Of several texts the last one counts, and for a choice of several the known ones together. A number out of its
        bounds means nothing, even where a clamp would pull it back.
        """
        if self.kind is tuple:
            return self.checked([text for text in texts if text in self.options])
        text = texts[-1] if texts else ""
        if text == OWN and self.default is None:
            return None
        if self.kind is bool:
            return self.checked({"true": True, "false": False}.get(text))
        if self.kind is str:
            return self.checked(text)
        try:
            written = float(text) if len(text) <= LONGEST_TEXT and text.isascii() and "_" not in text else None
        except ValueError:
            written = None
        if written is None:
            raise ValueError(f"{self.name}: {text[:LONGEST_TEXT]!r} is no number")
        value = float(f"{written:.{DIGITS}g}") + 0.0  # no finer than `write`, and no −0: a value has one text
        low, high = self.bounds or (-math.inf, math.inf)
        if not (math.isfinite(value) and low <= value <= high):
            raise ValueError(f"{self.name} = {text} is outside [{low:g}, {high:g}]")
        return self.checked(self.nearest(value))

    def write(self, value: Any) -> list[str]:
        """The texts of a value in a link; `read` gives the value back."""
        if value is None:
            return [OWN]
        if self.kind is tuple:
            return list(value)
        if self.kind is bool:
            return [str(value).lower()]
        return [f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)]


def setting(
    default: Any,
    *,
    label: str,
    symbol: str = "",
    kind: type | None = None,
    bounds: tuple[Number, Number] | None = None,
    slider: tuple[Number, Number] | None = None,
    step: Number | None = None,
    log: bool = False,
    options: Sequence[Any] | None = None,
    clamp: bool = False,
    help: str | None = None,
    titles: Sequence[str] = (),
    pictures: str = "",
) -> Any:
    """A dataclass field for one setting; its field name is its public name in the link.

    default None means "decided by the page" and needs kind. bounds: what the core accepts (closed); slider: what the
    widget offers, without it a box to type in; step: of a linear slider. log: the slider runs over `MANTISSAS` times
    powers of ten. options: the values of a menu (str), of a choice of several (tuple) or of a slider whose values are
    listed (numbers). titles: what a menu calls its options; pictures: which small pictures of them it shows, if any
    (server.pictures). clamp: a number beyond bounds is pulled back instead of refused, for settings that only decide
    how long a run is.
    """
    if log and slider is not None:
        options = decades(*slider)
    meta = Setting(
        name="",
        kind=kind or type(default),
        default=default,
        symbol=symbol,
        label=label,
        bounds=bounds,
        slider=slider,
        step=step,
        options=tuple(options or ()),
        clamp=clamp,
        help=help,
        titles=tuple(titles),
        pictures=pictures,
    )
    return field(default=default, metadata={"setting": meta})


def decades(low: float, high: float) -> tuple[float, ...]:
    """The values of a logarithmic slider from low to high."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    values = [float(f"{mantissa}e{power}") for power in powers for mantissa in MANTISSAS]
    return tuple(value for value in values if low <= value <= high)


def declared(settings: Any) -> dict[str, Setting]:
    """name -> what was declared, of a Settings class or instance, in order."""
    return _declared(settings if isinstance(settings, type) else type(settings))


@lru_cache(maxsize=1024)
def _values(kind: type, low: Number, high: Number, step: Number) -> tuple[Number, ...]:
    count = math.floor((high - low) / step + 1e-9)  # a whole number of steps may not come out as one
    return tuple(kind(round(low + i * step, 10)) for i in range(count + 1))


@lru_cache
def _declared(settings: Any) -> dict[str, Setting]:
    return {
        item.name: replace(item.metadata["setting"], name=item.name)
        for item in fields(settings)
        if "setting" in item.metadata
    }


def check(settings: Any) -> None:
    """Check and convert every setting of a frozen dataclass in place; call it in __post_init__. Raises ValueError."""
    for name, meta in declared(settings).items():
        object.__setattr__(settings, name, meta.checked(getattr(settings, name)))
