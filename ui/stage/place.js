// Moves what plotly.js has drawn without asking it to draw again: a restyle recomputes contours, axes and text, 45 ms on
// two cores for the race, while setting the paths' own SVG attributes takes one. It reaches into plotly.js's DOM (a trace
// is the group `.trace<uid>`); where a group is not found the caller falls back to a full drawing.

const flat = (trace) => trace.type === "scatter";

// Shows arrays x, y on the drawn flat trace of that index. Returns false if it is not there.
export function place(plot, index, { x, y }) {
  const full = plot._fullData[index];
  if (!full || !flat(full)) return false;
  const group = plot.querySelector(`.trace${CSS.escape(full.uid)}`);
  const axes = plot._fullLayout;
  const xaxis = axes[`xaxis${full.xaxis.slice(1)}`];
  const yaxis = axes[`yaxis${full.yaxis.slice(1)}`];
  if (!group || !xaxis || !yaxis) return false;
  const at = Array.from(x, (value, i) => [xaxis.d2p(value), yaxis.d2p(y[i])]);
  if (full.mode.includes("lines")) {
    const line = group.querySelector("path.js-line");
    if (!line) return false;
    line.setAttribute("d", "M" + at.map(([left, top]) => `${left.toFixed(1)},${top.toFixed(1)}`).join("L"));
  }
  return (
    (!full.mode.includes("markers") || spread(group.querySelector(".points"), "path.point", at, move)) &&
    (!full.mode.includes("text") || spread(group.querySelector(".text"), ".textpoint", at, shift))
  );
}

// As many nodes as places: the spare ones are hidden, missing ones cannot be made here.
function spread(group, selector, at, put) {
  const nodes = group?.querySelectorAll(selector) ?? [];
  if (nodes.length < at.length) return false;
  nodes.forEach((node, i) => {
    node.style.display = i < at.length ? "" : "none";
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

// Do two scenes differ only in where the points of flat traces are?
export function alike(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (ArrayBuffer.isView(a)) return ArrayBuffer.isView(b) && a.length === b.length && a.every((value, i) => value === b[i]);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => (flat(a) && (key === "x" || key === "y") ? key in b : alike(a[key], b[key])));
}
