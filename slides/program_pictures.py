"""What a program has that trains on changed copies of pictures: how they are made, and what is confused in the end."""

from collections.abc import Iterable
from dataclasses import asdict

from networks import Recipe, changed
from slides.program_data import transcribed

COUNTED = """\
confused = {{}}
for name in RUNS:  # rows: what each of the others is, columns: what it was taken for, by the networks of all seeds
    confused[name] = np.zeros((10, 10), int)
    for seed in SEEDS:
        said = trained[name, seed]{said}
        np.add.at(confused[name], (y_other.argmax(1), said), 1)
    wrong = 1 - confused[name].trace() / confused[name].sum()
    print(f"{{name}}: {{100 * wrong:.1f}} % of the others are classed wrong", confused[name], sep="\\n")
"""
SAID = {"torch": "(x_other).argmax(1)", "keras": ".predict_on_batch(x_other).argmax(1)"}


class Expression(str):
    """A text that stands in a program as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def shown_of(recipe: Recipe) -> Expression | None:
    """What a program calls the pictures of an epoch, None where each example is shown once."""
    if recipe.copies is None:
        return None
    return Expression("with_copies" if recipe.copies.changes else "as_they_are")


def copying() -> tuple[list[str], list[str]]:
    """The functions that make changed copies, and the imports they need."""
    return transcribed(changed)


def pictures_drawn(recipes: Iterable[Recipe], drawn: str, library: str) -> str:
    """The lines that draw the pictures, copy them, and normalize all by those to train on."""
    of_each = {shown_of(recipe): recipe for recipe in recipes}
    first = next(iter(of_each.values()))
    each = first.copies.each if first.copies else 1
    lines = [
        f"x, y, x_other, y_other = {drawn}",
        f"x, y = x[:{first.fewer}], np.tile(y[:{first.fewer}], ({each}, 1))",
        "mean, deviation = x.mean(), x.std()  # of all pixels alike",
    ]
    lines += [f"{name} = {_shown(recipe)}" for name, recipe in of_each.items()]
    names = ", ".join([*map(str, of_each), "x_other"])
    lines.append(f"{names} = ((part - mean) / deviation for part in ({names}))")
    if library == "torch":
        lines.append(f"y, y_other, {names} = map(torch.tensor, (y, y_other, {names}))")
    return "\n".join(lines)


def _shown(recipe: Recipe) -> str:
    copies = recipe.copies
    assert copies
    if copies.changes is None:
        return f"np.tile(x, ({copies.each}, 1))"
    amounts = ", ".join(f"{name}={value!r}" for name, value in asdict(copies.changes).items())
    return f"np.concatenate([x, changed(x, {copies.each - 1}, np.random.default_rng({recipe.drawn}), {amounts})])"


def what_is_confused(library: str) -> str:
    """The lines that count which classes are taken for which."""
    return COUNTED.format(said=SAID[library])
