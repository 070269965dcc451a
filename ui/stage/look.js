// The figure as this page shows it: colours of the theme, panels arranged in the room there is, traces at a step.

const SEEN = 0.002; // of the picture: a part less wide is left out
export const NARROW = 620; // px: a stage less wide is a phone's

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

const places = (meta, width) => (width < NARROW && meta?.narrow) || meta?.areas;
const leftOut = ([left, right]) => right - left < SEEN;

// Is a trace out of sight at this width: one for wider pictures (names at the paths of a small map would lie upon them, and
// stand beside it as well), or of a part that is left out?
export function unseen(trace, { meta }, width) {
  const place = places(meta, width)?.[(trace.xaxis ?? "x").slice(1)];
  return (width < NARROW && trace.meta?.wide) || (place !== undefined && leftOut(place));
}

// Pairs of axes at their shares of the picture, [left, right, bottom, top]; those of equal scale as large as they fit there.
function areas({ meta, margin, ...layout }, width, height) {
  const next = {};
  const shares = Object.entries(places(meta, width));
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
    const away = leftOut([left, right]) ? { visible: false } : {}; // else its titles stand where it has no room
    next[`xaxis${pair}`] = { ...layout[`xaxis${pair}`], domain: [left, right], ...away };
    next[`yaxis${pair}`] = { ...layout[`yaxis${pair}`], domain: [bottom, top], ...away };
  }
  return next;
}

const TYPE = /font$|^marker$/; // what has a size in px
const PIXELS = new Set([
  ...["l", "r", "t", "b", "pad", "ax", "ay", "xshift", "yshift", "standoff", "arrowwidth", "borderpad"],
  ...["ticklen", "tickwidth", "linewidth", "gridwidth", "zerolinewidth"],
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

// Pairs of axes at their places.
export function arrange(layout, width, height) {
  // A zoom lasts as long as the first pair shows the same ranges.
  const uirevision = JSON.stringify([layout.xaxis?.range, layout.yaxis?.range]);
  const next = { ...layout, width, height, uirevision };
  return layout.meta?.areas ? { ...next, ...areas(layout, width, height) } : next;
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
