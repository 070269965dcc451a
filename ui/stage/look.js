// The figure as this page shows it: colours of the theme, panels arranged in the room there is, traces at a step.

import { NARROW, rows } from "./grid.js";

export function isDark(element) {
  const [r, g, b] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}

export function recolour(value, colours) {
  if (typeof value === "string") return colours[value] ?? value;
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return ArrayBuffer.isView(value[0]) ? value : value.map((part) => recolour(part, colours));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, recolour(part, colours)]));
}

// Pairs of axes at their shares of the picture, [left, right, bottom, top]; those of equal scale as large as they fit there.
function areas({ meta, margin, ...layout }, width, height) {
  const next = {};
  const shares = Object.entries((width < NARROW && meta.narrow) || meta.areas);
  const bare = ([pair, [, , bottom, top]]) => bottom > 0.1 || top < 0.01 || layout[`xaxis${pair}`].visible === false;
  if (width < NARROW && meta.narrow && shares.every(bare)) {
    margin = { ...margin, b: Math.min(margin.b, 6) }; // no axis at the bottom needs room on a phone
    next.margin = margin;
  }
  const room = { x: width - margin.l - margin.r, y: height - margin.t - margin.b };
  for (const [pair, area] of shares) {
    let [left, right, bottom, top] = area;
    if (meta.equal?.includes(pair)) {
      const [wide, high] = ["x", "y"].map((axis) => {
        const [from, to] = layout[`${axis}axis${pair}`].range;
        return Math.abs(to - from) / room[axis]; // a share of the picture for one px a unit
      });
      const scale = Math.min((right - left) / wide, (top - bottom) / high);
      const [x, y] = [(right - left - scale * wide) / 2, (top - bottom - scale * high) / 2];
      [left, right, bottom, top] = [left + x, right - x, bottom + y, top - y];
    }
    next[`xaxis${pair}`] = { ...layout[`xaxis${pair}`], domain: [left, right] };
    next[`yaxis${pair}`] = { ...layout[`yaxis${pair}`], domain: [bottom, top] };
  }
  return next;
}

const TYPE = /font$|^marker$/; // what has a size in px
const PIXELS = new Set([
  ...["l", "r", "t", "b", "pad", "ax", "ay", "xshift", "yshift", "standoff", "arrowwidth", "borderpad"],
  ...["ticklen", "tickwidth", "linewidth", "gridwidth", "zerolinewidth", "room", "tall"],
]);

// A scene's data and layout with all that is given in px that many times as large.
export function magnified({ data, layout }, scale) {
  return scale === 1 ? { data, layout } : { data: data.map((trace) => grown(trace, scale)), layout: grown(layout, scale) };
}

function grown(value, scale, inside = "") {
  if (Array.isArray(value)) return ArrayBuffer.isView(value[0]) ? value : value.map((part) => grown(part, scale, inside));
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  const parts = Object.entries(value).map(([key, part]) => {
    const px = PIXELS.has(key) || (key === "size" && TYPE.test(inside)) || (key === "width" && inside === "line");
    return [key, px ? times(part, scale) : grown(part, scale, key)];
  });
  return Object.fromEntries(parts);
}

const times = (value, scale) => {
  if (typeof value === "number") return value * scale;
  return value?.map ? Array.from(value, (part) => part * scale) : value;
};

// The left part and, beside it, the panels, or all above each other on a phone; or cells in rows.
export function arrange(layout, width, height, scale = 1) {
  const { margin, meta } = layout;
  // A zoom lasts as long as the left part shows the same ranges.
  const uirevision = JSON.stringify([layout.xaxis?.range, layout.yaxis?.range, layout.scene?.xaxis.range]);
  const next = { ...layout, width, height, uirevision };
  if (!meta) return next;
  if (meta.rows) return { ...next, ...rows(layout, width, height) };
  if (meta.areas) return { ...next, ...areas(layout, width, height) };
  const narrow = width < NARROW;
  const left = { x: [0, 1], y: [0.54, 1] };
  let [from, top] = [0, 0.4];
  if (narrow) {
    next.margin = { ...margin, l: 68, r: 14 }; // log ticks and their title side by side
  } else {
    const room = width - margin.l - margin.r;
    const share = Math.min(Math.max(((height - margin.t - margin.b) * meta.aspect) / room, 0.34), 0.6);
    left.x = [0, share];
    left.y = [0, 1];
    [from, top] = [share + (96 * scale) / room, 1];
  }
  const gap = 0.05 * (meta.panels > 1);
  for (let i = 0; i < meta.panels; i++) {
    const x = `xaxis${i + 2}`;
    const y = `yaxis${i + 2}`;
    const high = top * (1 - i / meta.panels);
    const low = top * (1 - (i + 1) / meta.panels) + (i + 1 < meta.panels ? gap : 0);
    next[x] = { ...layout[x], domain: narrow ? [0, 0.66] : [from, 1] }; // what is left on a phone is for the names
    next[y] = { ...layout[y], domain: [low, high] };
    if (narrow) next[y].title = { ...layout[y].title, text: meta.short[i] };
  }
  if (layout.scene) next.scene = { ...layout.scene, domain: left };
  else {
    next.xaxis = { ...layout.xaxis, domain: left.x };
    next.yaxis = { ...layout.yaxis, domain: left.y };
  }
  return next;
}

// A track's arrays at a step; between two whole steps the last entry is on its way from one to the next.
export function at(track, step) {
  const whole = Math.floor(step / track.stride);
  const part = track.stride <= 1 ? step / track.stride - whole : 0;
  const shown = {};
  for (const [key, all] of Object.entries(track.values)) {
    const last = all.length - 1;
    const k = Math.min(whole, last);
    if (track.mode === "replace") shown[key] = all[k];
    else {
      const tip = part && k < last ? all[k] + part * (all[k + 1] - all[k]) : all[k];
      if (track.mode === "move") shown[key] = [tip];
      else {
        shown[key] = Array.from(all.subarray(0, k + 1));
        if (part && k < last) shown[key].push(tip);
      }
    }
  }
  return shown;
}
