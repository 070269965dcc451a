"""The examples of a training as lines of a program that draws them again, by the data set's own function."""

import ast
import builtins
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any

from networks import Recipe

KNOWN = {"np"}  # what every program has
NORMALIZED = """\
    deviation = x[:half].std(0)
    deviation[deviation == 0] = 1  # an input that never varies is only centred
    normalized = (x - x[:half].mean(0)) / deviation
"""
OF_TEST = """\
    other = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2,)))  # the test part has its own draws
    x_test, y_test = {drawn}
    {moved}
"""


@dataclass(frozen=True)
class Source:
    """functions: the text of each that is needed, by name; imports: lines; constants: what each is, by name."""

    functions: dict[str, str] = field(default_factory=dict[str, str])
    imports: set[str] = field(default_factory=set[str])
    constants: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def blocks(self) -> list[str]:
        """The constants and the functions, as blocks of a program."""
        lines = [f"{name} = {value}" for name, value in self.constants.items()]
        return [*(["\n".join(lines)] if lines else []), *self.functions.values()]


def examples_of(recipe: Recipe, test: int = 0) -> tuple[list[str], list[str]]:
    """Functions that draw a recipe's data, and the imports they need; the last function is `examples(n, seed)`.

    It gives the part that is trained on, inputs (N, d) and targets (N, k), then the other part, and last a test part of
    so many examples, where there is one. Raises ValueError where the function that draws them cannot be had by itself.
    """
    source = recipe.source
    needed = Source()
    name = transcribe(source.draw, needed)
    noisy = "x" if source.noisy == "inputs" else "y"
    still = f"    spread[{[*source.categories]}] = 0  # categories\n" if source.categories and noisy == "x" else ""
    target = f"np.eye({source.outputs})[y.astype(int)]" if source.task == "classes" else "y[:, None]"
    told = "The inputs are normalized by those to train on. Numpy draws the same from the same seed as in Canyon."
    normalized, divided = "normalized", NORMALIZED + _categories(dict(source.categories))
    if recipe.copies:
        told, normalized, divided = "Numpy draws the same from the same seed as in Canyon.", "x", ""
    moved = f"{noisy}{{0}} = {noisy}{{0}} + {recipe.noise!r} * {{1}}.standard_normal({noisy}{{0}}.shape) * spread"
    others, last, of_test, joined = "and of the others", "", "", "x[order], y[order]"
    if test:
        others, last = f"of the others, and of {test} to test", f", {normalized}[n:], y[n:]"
        drawn = f"{name}({test}, other)"
        if source.known:
            drawn = f"(part[-{test}:] for part in {name}({source.known}, np.random.default_rng(seed)))"
        of_test = OF_TEST.format(drawn=drawn, moved=moved.format("_test", "other"))
        joined = "np.concatenate([x[order], x_test]), np.concatenate([y[order], y_test])"
    draw = f'''\
def examples(n, seed):
    """{source.title}: inputs and targets of n // 2 examples to train on, {others}.

    Source: {source.source}.
    {told}
    """
    generator = np.random.default_rng(seed)
    x, y = {name}(n, generator)
    spread = {noisy}.std(0)
{still}\
    {moved.format("", "generator")}
    order = generator.permutation(n)
{of_test}\
    x, y = {joined}
    half = n // 2
{divided}\
    y = {target}
    return {normalized}[:half], y[:half], {normalized}[half:{"n" * bool(test)}], y[half:{"n" * bool(test)}]{last}
'''
    return [*needed.blocks, draw], sorted(needed.imports)


def transcribed(function: Callable[..., Any]) -> tuple[list[str], list[str]]:
    """The text of a function and of those it calls, without annotations, and the imports they need.

    Raises ValueError where it cannot be had by itself.
    """
    needed = Source()
    transcribe(function, needed)
    return needed.blocks, sorted(needed.imports)


def _categories(categories: dict[int, int]) -> str:
    if not categories:
        return ""
    return f"""\
    categories = {categories}  # a category of k values becomes k inputs of 0 or 1
    normalized = np.column_stack([
        np.eye(categories[i])[x[:, i].astype(int)] if i in categories else normalized[:, i] for i in range(x.shape[1])
    ])
"""


def transcribe(function: Callable[..., Any], into: Source) -> str:
    """The function's name in a program; its text and that of those it calls go into `into`, without annotations.

    Raises ValueError for one that is made inside another, or needs more than functions, modules and numbers.
    """
    plain = inspect.unwrap(function)
    try:
        tree = ast.parse(dedent(inspect.getsource(plain))).body[0]
    except (OSError, TypeError, SyntaxError):
        tree = None
    if not isinstance(tree, ast.FunctionDef) or not isinstance(plain, FunctionType) or plain.__closure__:
        raise ValueError("Examples that are drawn like these cannot be had as a program.")
    arguments = [*tree.args.args, *tree.args.kwonlyargs, *filter(None, (tree.args.vararg, tree.args.kwarg))]
    for argument in arguments:
        argument.annotation = None
    tree.returns, tree.decorator_list, tree.name = None, [], tree.name.lstrip("_")
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {name.id for name in names if isinstance(name.ctx, ast.Store)} | {argument.arg for argument in arguments}
    for node in names:
        if node.id not in own | KNOWN | set(dir(builtins)):
            node.id = _needed(node.id, plain, into)
    into.functions[tree.name] = ast.unparse(tree)
    return tree.name


def _needed(name: str, by: FunctionType, into: Source) -> str:
    found = by.__globals__.get(name)
    if isinstance(found, ModuleType):
        into.imports.add(f"import {found.__name__}" if found.__name__ == name else f"import {found.__name__} as {name}")
        return name
    if callable(found) and getattr(found, "__module__", None) == by.__module__:
        return transcribe(found, into)
    if isinstance(found, FunctionType):
        into.imports.add(f"from {found.__module__} import {found.__name__}")
        return name
    if isinstance(found, int | float | tuple):
        into.constants[name] = repr(found)
        return name
    raise ValueError("Examples that are drawn like these cannot be had as a program.")
