// The table under the picture: sorted by a click on a column's name, and saved as a file that is made here.

import { save as download } from "./files.js";
import { match, fill } from "./words.js";

const DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

// rows: objects of column -> text, in the order in which they came.
export function tabulate(root, rows) {
  const table = root.querySelector(".canyon-table");
  const save = root.querySelector("[data-action=save]");
  table.hidden = save.hidden = rows.length === 0;
  if (table.hidden) return;
  const columns = Object.keys(rows[0]);
  if (!columns.includes(table.sorting?.column)) table.sorting = null;
  save.onclick = () => download(csv(columns, sorted(rows, table.sorting)), "canyon-table.csv", "text/csv");
  const [head, body] = table.children;
  match(head, 1, "tr");
  match(head.children[0], columns.length, "th");
  columns.forEach((column, i) => name(root, table, rows, head.children[0].children[i], column));
  match(body, rows.length, "tr");
  sorted(rows, table.sorting).forEach((row, i) => {
    match(body.children[i], columns.length, "td");
    columns.forEach((column, j) => fill(body.children[i].children[j], row[column]));
  });
}

function name(root, table, rows, cell, column) {
  if (!cell.firstElementChild) cell.append(Object.assign(document.createElement("button"), { type: "button" }));
  const by = table.sorting?.column === column ? table.sorting : null;
  cell.setAttribute("aria-sort", by ? (by.up ? "ascending" : "descending") : "none");
  cell.firstElementChild.textContent = `${column}${by ? (by.up ? " ▲" : " ▼") : ""}`;
  cell.firstElementChild.onclick = () => {
    table.sorting = { column, up: !by?.up };
    tabulate(root, rows);
  };
}

export function sorted(rows, by) {
  if (!by) return rows;
  const keys = new Map(rows.map((row) => [row, value(row[by.column])]));
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : typeof a === typeof b ? a.localeCompare(b) : typeof a === "number" ? -1 : 1;
  return [...rows].sort((a, b) => (by.up ? 1 : -1) * compare(keys.get(a), keys.get(b)));
}

// A number as it is written on a page, as a number; any other text as it is.
export function value(text) {
  const power = text.match(/^([−-]?[\d.]*)·?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/);
  const plain = power
    ? `${power[1] === "" || power[1] === "−" ? `${power[1]}1` : power[1]}e${[...power[2]].map((c) => (c === "⁻" ? "-" : DIGITS.indexOf(c))).join("")}`
    : text;
  const number = Number(plain.replace("−", "-"));
  return text.trim() === "" || Number.isNaN(number) ? text : number;
}

export function csv(columns, rows) {
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(value(row[column]))))];
  return `${lines.map((line) => line.map(cell).join(",")).join("\n")}\n`;
}
