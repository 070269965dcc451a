// Numbers beside the picture at the step that is shown.

import { number } from "./numbers.js";

// One row for each readout and each formula: a name in its colour, and what `report` writes.
export function readouts(root, { readouts, formulas, dark }) {
  const box = root.querySelector(".canyon-readouts");
  const rows = [...readouts, ...formulas];
  box.classList.toggle("canyon-wide", formulas.length > 0);
  while (box.children.length > rows.length) box.lastElementChild.remove();
  while (box.children.length < rows.length) {
    const row = document.createElement("div");
    row.append(document.createElement("b"), document.createElement("span"));
    box.append(row);
  }
  rows.forEach(({ label, colour }, i) => {
    const name = box.children[i].firstElementChild;
    if (name.textContent !== label) name.textContent = label;
    name.style.setProperty("--light", colour);
    name.style.setProperty("--dark", dark[colour] ?? colour);
  });
}

export function report(root, { readouts, formulas }, at) {
  const step = Math.floor(at);
  const rows = root.querySelectorAll(".canyon-readouts span");
  const now = (all, whole) => {
    const value = all[Math.min(step, all.length - 1)];
    return whole ? String(Math.round(value)) : number(value, 3, true);
  };
  readouts.forEach(({ values }, i) => {
    rows[i].textContent = Object.entries(values).map(([symbol, all]) => `${symbol} ${now(all)}`).join("   ");
  });
  formulas.forEach(({ template, values }, i) => {
    const fill = (_, name, whole) => now(values[name], whole);
    rows[readouts.length + i].textContent = template.replace(/{(\w+)(:d)?}/g, fill);
  });
}
