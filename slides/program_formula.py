"""The error of an objective as lines of Python: its formula is followed once, with symbols in place of numbers."""

import ast
import math
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from optim import Objective

BINARY = {"add": ast.Add, "subtract": ast.Sub, "multiply": ast.Mult, "divide": ast.Div, "power": ast.Pow}
FUNCTIONS = {"absolute": "abs"} | {
    name: name
    for name in (*("sin", "cos", "tan", "tanh", "sinh", "cosh", "arctan"), *("exp", "expm1", "log", "log1p", "sqrt"))
}
CONSTANTS = {math.pi: "pi", math.e: "e"}
TINY = 1e-300  # without it a root has no slope at 0, where Canyon's gradient is 0
LETTERS = [letter for letter in ascii_lowercase if letter not in "ltw"]  # of what a formula uses more than once


class Symbol(NDArrayOperatorsMixin):
    """A number that is not known yet: numpy's functions of it are symbols too, each with what it is computed from."""

    # a symbol is itself alone: the mixin would compare what it stands for
    __eq__, __hash__ = object.__eq__, object.__hash__  # type: ignore[assignment]

    def __init__(self, kind: str, parts: "tuple[Symbol | float, ...]" = ()) -> None:
        self.kind, self.parts = kind, parts

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> "Symbol | float":
        if method != "__call__" or options:
            raise ValueError(f"A formula with numpy's {ufunc.__name__}.{method} cannot be written as a program.")
        parts = [part if isinstance(part, Symbol) else float(part) for part in inputs]
        return _simple(ufunc.__name__, parts)


class Point:
    """Parameters that are not known yet: w[..., i] is the symbol of one of them."""

    def __init__(self, size: int) -> None:
        self.symbols = [Symbol(f"w{i + 1}") for i in range(size)]

    def __getitem__(self, key: tuple[Any, int]) -> Symbol:
        return self.symbols[key[1]]


def formula(objective: Objective, size: int, functions: str) -> list[str]:
    """The lines of a function of w, an array of `size` parameters, that returns the objective's error.

    functions: where sin and the like are, such as "torch"; the lines may use `math` besides. Raises ValueError where
    the formula has something that is no arithmetic and none of FUNCTIONS.
    """
    point: Any = Point(size)
    try:
        total: Any = objective.value(point)
    except (TypeError, AttributeError) as wrong:
        raise ValueError(f"{type(objective).__name__} has no formula that can be written as a program.") from wrong
    names, values = (", ".join(text.format(i, i + 1) for i in range(size)) for text in ("w{1}", "w[{0}]"))
    return [f"{names} = {values}", *_lines(total, functions)]


def _simple(kind: str, parts: list[Symbol | float]) -> Symbol | float:
    """The symbol of an operation, without what changes nothing: 1·x, 0·x, x + 0, x − 0."""
    if kind == "hypot":
        x, y = parts
        return Symbol("sqrt", (x * x + y * y + TINY,))
    if kind == "square":
        return Symbol("multiply", (parts[0], parts[0]))
    if kind == "multiply" and 0.0 in parts:  # a symbol equals no number
        return 0.0
    for one, other in ((parts[0], parts[-1]), (parts[-1], parts[0])):
        if one == {"multiply": 1.0, "add": 0.0}.get(kind):
            return other
    if kind == "subtract" and parts[1] == 0.0:
        return parts[0]
    last = parts[-1]
    if kind in ("add", "subtract") and not isinstance(last, Symbol) and last < 0:
        return Symbol("subtract" if kind == "add" else "add", (parts[0], -last))
    return Symbol(kind, tuple(parts))


def _lines(total: Symbol | float, functions: str) -> list[str]:
    uses: dict[Symbol, int] = {}
    for symbol in _under(total):
        for part in symbol.parts:
            if isinstance(part, Symbol):
                uses[part] = uses.get(part, 0) + 1
    shared = [symbol for symbol in _under(total) if symbol.parts and uses.get(symbol, 0) > 1]
    names = dict(zip(shared, LETTERS, strict=False))
    if len(names) < len(shared):
        raise ValueError("The formula is too long for a program.")
    lines = [f"{name} = {_text(symbol, names, functions)}" for symbol, name in names.items()]
    return [*lines, f"return {_text(total, names, functions)}"]


def _under(total: Symbol | float) -> Iterator[Symbol]:
    """Every symbol of a formula once, each after its parts."""
    seen: set[Symbol] = set()

    def walk(symbol: Symbol | float) -> Iterator[Symbol]:
        if isinstance(symbol, Symbol) and symbol not in seen:
            seen.add(symbol)
            for part in symbol.parts:
                yield from walk(part)
            yield symbol

    return walk(total)


def _text(top: Symbol | float, names: dict[Symbol, str], functions: str) -> str:
    def tree(symbol: Symbol | float) -> ast.expr:
        if not isinstance(symbol, Symbol):
            size = CONSTANTS.get(abs(symbol))
            if size is None:
                return ast.Constant(symbol)
            constant = ast.Attribute(ast.Name("math"), size)
            return constant if symbol > 0 else ast.UnaryOp(ast.USub(), constant)
        if symbol in names and symbol is not top:
            return ast.Name(names[symbol])
        if not symbol.parts:
            return ast.Name(symbol.kind)
        parts = [tree(part) for part in symbol.parts]
        if symbol.kind in BINARY:
            return ast.BinOp(parts[0], BINARY[symbol.kind](), parts[1])
        if symbol.kind == "negative":
            return ast.UnaryOp(ast.USub(), parts[0])
        if symbol.kind not in FUNCTIONS:
            raise ValueError(f"A formula with numpy's {symbol.kind} cannot be written as a program.")
        return ast.Call(ast.Attribute(ast.Name(functions), FUNCTIONS[symbol.kind]), parts, [])

    return ast.unparse(tree(top))
