"""What pages share around the stage: the question with its guesses, the outcome, formulas with live settings."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from scenes.hyperparameters import eta_field
from scenes.scene import Scene
from ui.controls import Controls, link


def ask(guesses: Sequence[str], question: str = "Guess first") -> str | None:
    """Guesses to choose from before the answer is given; the one chosen."""
    return st.pills(question, guesses, key="guess", wrap=True)


def outcome(scene: Scene, *notes: str) -> None:
    """What happened, in words and as a table, and notes under it; one element, because each costs a rerun time."""
    parts = ["\n".join(f"- {sentence}" for sentence in scene.sentences)]
    if scene.table:
        columns = list(scene.table[0])
        lines = [columns, [":--", *["--:"] * (len(columns) - 1)], *[list(row.values()) for row in scene.table]]
        parts.append("\n".join("| " + " | ".join(cells) + " |" for cells in lines))
    st.markdown("\n\n".join([*parts, *notes]))


def formula(tex: str) -> None:
    """A formula in LaTeX, in the line: Streamlit's own displayed formulas scroll where no key reaches them."""
    st.markdown(rf"$\displaystyle {tex}$")


def equations(rows: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> None:
    """Rows of (name, lines of LaTeX of the rule, the same lines with the current numbers)."""
    for name, rule, numbers in rows:
        st.markdown(f"**{name}**")
        lines = r" \\[2pt] ".join(f"{left} &\\qquad {right}" for left, right in zip(rule, numbers, strict=True))
        formula(rf"\begin{{aligned}} {lines} \end{{aligned}}")


def etas(control: Controls, rules: Sequence[str]) -> None:
    """The controls of one η for all rules, or of one for each (`scenes.hyperparameters`)."""
    if control("each"):
        for name in rules:
            control(eta_field(name))
    else:
        control("eta")


def decays(control: Controls, rules: Sequence[str]) -> None:
    """The controls of what each of these rules has besides η."""
    if "Momentum" in rules:
        control("alpha")
    if "RMSProp" in rules:
        control("rho")
    if "Adam" in rules:
        control("beta1")
        control("beta2")
        control("bias_correction")
    if "RMSProp" in rules or "Adam" in rules:
        with st.popover("Guard ε", width="stretch"):
            control("epsilon")


def to_canyon(settings: Any) -> None:
    """A link to the canyon page with these settings (a `scenes.canyon.Settings`)."""
    # A link of its own, not st.page_link: changing pages, Streamlit drops parameters whose widgets both pages have.
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    address = f"/{base}/".replace("//", "/") + "?" + urlencode(link(settings), doseq=True)
    st.link_button("Race with these settings in the canyon", address)
