// Moves what plotly.js has drawn without asking it to draw again: a restyle recomputes contours, axes and text, 45 ms on
// two cores for the race, while setting the paths' own SVG attributes takes one. It reaches into plotly.js's DOM (a trace
// is the group `.trace<uid>`); where a group is not found the caller falls back to a full drawing.

import { paint } from "./paint.js";

const flat = (trace) => trace.type === "scatter";

// Shows arrays x, y and text on the drawn flat trace of that index, or z on the heatmap; what is not given stays as it is
// drawn. Returns false if it is not there.
export function place(plot, index, { x, y, text, z }) {
  const full = plot._fullData[index];
  if (full?.type === "heatmap" && z) return paint(plot, index, z);
  if (!full || !flat(full)) return false;
  const group = plot.querySelector(`.trace${CSS.escape(full.uid)}`);
  const stands = !x && !y;
  return Boolean(group) && (!text || write(group, text)) && (stands || lay(plot, full, group, x ?? full.x, y ?? full.y));
}

function lay(plot, full, group, x, y) {
  const axes = plot._fullLayout;
  const xaxis = axes[`xaxis${full.xaxis.slice(1)}`];
  const yaxis = axes[`yaxis${full.yaxis.slice(1)}`];
  if (!xaxis || !yaxis) return false;
  const at = Array.from(x, (value, i) => [xaxis.d2p(value), yaxis.d2p(y[i])]);
  if (full.mode.includes("lines")) {
    const line = group.querySelector("path.js-line");
    if (!line) return false;
    const d = "M" + at.map(([left, top]) => `${left.toFixed(1)},${top.toFixed(1)}`).join("L");
    line.setAttribute("d", d);
    if (full.fill !== "none" && !fill(full, plot, d, at[0][0], yaxis.d2p(0))) return false;
  }
  // Where one trace of a subplot is not clipped, plotly.js hides all points outside the axes by themselves.
  const clipped = !axes._plots[full.xaxis + full.yaxis]._hasClipOnAxisFalse;
  const within = (px, axis) => px > -1 && px < axis._length + 1;
  const seen = at.map(([left, top]) => clipped || (within(left, xaxis) && within(top, yaxis)));
  return (
    (!full.mode.includes("markers") || spread(group.querySelector(".points"), "path.point", at, seen, move)) &&
    (!full.mode.includes("text") || spread(group.querySelector(".text"), ".textpoint", at, seen, shift))
  );
}

// The area of a line: within itself, down to 0, or down to the line of the trace before, which has been laid already.
function fill(full, plot, d, left, zero) {
  const before = full._prevtrace;
  if (full.fill === "toself") full._ownFill?.attr("d", `${d}Z`);
  else if (full.fill === "tozeroy") full._ownFill?.attr("d", `${d}V${zero}H${left}Z`);
  else if (full.fill === "tonexty" && before) {
    const line = plot.querySelector(`.trace${CSS.escape(before.uid)} path.js-line`);
    const back = line?.getAttribute("d").slice(1).split("L").reverse().join("L");
    if (back) before._nextFill.attr("d", `${d}L${back}Z`);
  }
  return ["toself", "tozeroy", "tonexty"].includes(full.fill);
}

// Texts that can be written by themselves: as many as nodes, without markup.
const plain = ({ mode, text }) => mode === "text" && text?.every((part) => part.trim() && !/[<&]/.test(part));

function write(group, text) {
  const nodes = group.querySelectorAll(".textpoint text");
  if (nodes.length !== text.length) return false;
  nodes.forEach((node, i) => node.textContent !== text[i] && (node.textContent = text[i]));
  return true;
}

// As many nodes as places: the spare ones are hidden, missing ones cannot be made here.
function spread(group, selector, at, seen, put) {
  const nodes = group?.querySelectorAll(selector) ?? [];
  if (nodes.length < at.length) return false;
  nodes.forEach((node, i) => {
    node.style.display = seen[i] ? "inline" : "none";
    if (i < at.length) put(node, at[i]);
  });
  return true;
}

function move(node, [left, top]) {
  node.setAttribute("transform", `translate(${left},${top})`);
}

function shift(node, [left, top]) {
  const text = node.querySelector("text"); // none where the text is empty
  text?.setAttribute("x", left);
  text?.setAttribute("y", top);
}

// Hovering names the points up to an entry alone: those that are drawn. plotly.js looks for them in calcdata.
export function reach(plot, index, entry) {
  const known = plot.calcdata?.[index];
  if (!known || !flat(known[0]?.trace ?? {}) || known[0].trace.mode !== "lines") return;
  const all = (known[0].all ??= known);
  plot.calcdata[index] = entry + 1 < all.length ? all.slice(0, entry + 1) : all;
}

// Do two scenes differ only in where the points of flat traces are, and in the heights of maps?
export function alike(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (ArrayBuffer.isView(a)) return ArrayBuffer.isView(b) && a.length === b.length && a.every((value, i) => value === b[i]);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const moves = flat(a) ? ["x", "y", ...(plain(a) && plain(b) ? ["text"] : [])] : a.type === "heatmap" ? ["z"] : [];
  return keys.every((key) => (moves.includes(key) ? key in b : alike(a[key], b[key])));
}
