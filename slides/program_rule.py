"""A rule in PyTorch or Keras: the library's own where it declares one, else a class written out from its equations."""

import ast
import re
from collections.abc import Mapping
from typing import Any, cast

from optim import ListedRule, Rule, counterpart, hyperparameters

LIBRARIES = {"torch": "PyTorch", "keras": "Keras"}
FUNCTIONS = {"torch": "torch", "keras": "keras.ops"}  # where sqrt and abs are
DOUBLE = {"torch": "torch.set_default_dtype(torch.float64)", "keras": 'keras.config.set_floatx("float64")'}
CALLED = ("sqrt", "abs")
TOKEN = re.compile(r"\*\*|[A-Za-z_]\w*|[\d.]+|[-+/*()]")
ENDS, BEGINS = re.compile(r"[\w.)]+"), re.compile(r"[\w.(]")  # of numbers: between two of them a product is meant
IN_LATEX = {
    r"\frac": " ",
    "}{": ")/(",
    "{": "(",
    "}": ")",
    "^": "**",
    r"\cdot": "*",
    r"\sqrt": " sqrt",
    r"\,": " ",
}


def makers(rules: Mapping[str, Rule], library: str, weights: str) -> tuple[dict[str, str], dict[str, str]]:
    """The expression that makes each rule, by its name, and the classes that these need, by theirs.

    weights: what the expression calls the list of parameters, in PyTorch. Raises ValueError as `written` does.
    """
    expressions: dict[str, str] = {}
    classes: dict[str, str] = {}
    for name, raced in rules.items():
        if not hasattr(raced, "about"):
            raise ValueError(f"{type(raced).__name__} does not say what it is in {LIBRARIES[library]}.")
        rule = cast(ListedRule, raced)
        own = counterpart(rule, library)
        if own is None:
            classes[class_name(rule)] = written(rule, library)
            numbers = ", ".join(f"{key}={value!r}" for key, value in _numbers(rule).items())
            own = f"{class_name(rule)}({'[w], ' if library == 'torch' else ''}{numbers})"
        expressions[name] = own.replace("[w]", weights)
    return expressions, classes


def class_name(rule: ListedRule) -> str:
    """What a class for the rule is called: as its own, and those of its switches that are not at their defaults."""
    name = type(rule).__name__
    for field, hyper in hyperparameters(rule).items():
        if hyper.kind is bool and getattr(rule, field) != type(rule).__dataclass_fields__[field].default:
            name += ("With" if getattr(rule, field) else "Without") + field.title().replace("_", "")
    return name


def written(rule: ListedRule, library: str) -> str:
    """The class of that library that makes the rule's steps, from its equations.

    Raises ValueError where these are more than sums, products, fractions, powers, roots and sizes of g, w, the step t,
    hyperparameters and what the rule remembers.
    """
    equations = [line.split(" := ") for line in rule.equations()]
    lines = [(left, _code(right, FUNCTIONS[library])) for left, right in equations]
    *kept, (last, step) = lines
    names, numbers = [left for left, _ in kept], [*_numbers(rule)]
    used = {node.id for _, code in lines for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    if last != "w" or used - {*numbers, *names, *FUNCTIONS[library].split("."), "g", "w", "t"}:
        raise ValueError(f"The equations of {type(rule).__name__} cannot be written as a program.")
    body = [f"{left} = {code}" for left, code in kept]
    write = _torch if library == "torch" else _keras
    return "\n".join(write(class_name(rule), numbers, names, body, step, "t" in used))


def _torch(name: str, numbers: list[str], names: list[str], body: list[str], step: str, counts: bool) -> list[str]:
    given = ", ".join(numbers)
    before = [f'{kept} = state.get("{kept}", 0.0)' for kept in names]
    after = [f"state.update({', '.join(f'{kept}={kept}' for kept in names)})"] if names else []
    return [
        f"class {name}(torch.optim.Optimizer):",
        f'    """Written out from its equations: {LIBRARIES["torch"]} has none that makes these steps."""',
        "",
        f"    def __init__(self, weights, {given}):",
        "        super().__init__(weights, {})",
        f"        self.numbers = [{given}]",
        "",
        "    @torch.no_grad()",
        "    def step(self):",
        f"        [{given}] = self.numbers",
        '        for w in self.param_groups[0]["params"]:',
        "            g, state = w.grad, self.state[w]",
        *(12 * " " + line for line in ['t = state["t"] = state.get("t", 0) + 1'] * counts + before + body + after),
        f"            w.copy_({step})",
    ]


def _keras(name: str, numbers: list[str], names: list[str], body: list[str], step: str, counts: bool) -> list[str]:
    given = ", ".join(numbers)
    built = [f'self.{kept} = [self.add_variable_from_reference(w, "{kept}") for w in weights]' for kept in names]
    before = ["i = self._get_variable_index(w)"] * bool(names) + [f"{kept} = self.{kept}[i]" for kept in names]
    after = [f"self.assign(self.{kept}[i], {kept})" for kept in names]
    return [
        f"class {name}(keras.optimizers.Optimizer):",
        f'    """Written out from its equations: {LIBRARIES["keras"]} has none that makes these steps."""',
        "",
        f"    def __init__(self, {given}):",
        f"        super().__init__({numbers[0]})",
        f"        self.numbers = [{given}]",
        "",
        "    def build(self, weights):",
        "        super().build(weights)",
        *(8 * " " + line for line in built),
        "",
        "    def update_step(self, g, w, learning_rate):",
        f"        [{given}] = self.numbers",
        *(8 * " " + line for line in ["t = keras.ops.cast(self.iterations + 1, w.dtype)"] * counts),
        *(8 * " " + line for line in before + body + after),
        f"        self.assign(w, {step})",
    ]


def _numbers(rule: ListedRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name, hyper in hyperparameters(rule).items() if hyper.kind is float}


def _code(latex: str, functions: str) -> str:
    """The right side of an equation as an expression of Python."""
    text = re.sub(r"\|(.*?)\|", r" abs(\1)", re.sub(r"<(\w+)>", r" \1 ", re.sub(r"<1-(\w+)>", r"(1 - \1)", latex)))
    for old, new in IN_LATEX.items():
        text = text.replace(old, new)
    tokens = TOKEN.findall(text)
    code = ""
    for before, token in zip(["", *tokens], tokens, strict=False):
        product = ENDS.fullmatch(before) and BEGINS.match(token) and before not in CALLED
        code += f"*{token}" if product else token
    try:
        tree = ast.parse(code, mode="eval")
    except SyntaxError:
        tree = None
    if tree is None or TOKEN.sub("", text).strip():
        raise ValueError(f"The equation {latex} cannot be written as a program.")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            node.func = ast.Attribute(ast.Name(functions), node.func.id)
    return ast.unparse(tree)
