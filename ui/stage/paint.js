// Paints a heatmap into the image that plotly.js has drawn for it. A restyle would redraw the axes and every other trace
// too. A map of bands (figures/relief.py) is smoothed and gets a line between two bands; another is one pixel a cell, as
// plotly.js itself does where zsmooth is not "best".

const XLINK = "http://www.w3.org/1999/xlink";
const FINE = { printed: 24, resting: 10, moving: 2 }; // pixels along a cell of a map of bands
const PASSES = 6; // over a map's heights
const painted = new WeakMap(); // image -> the z it shows, how finely, and the address that shows it
const tables = new Map(); // colour scale -> 256 colours

const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });

// Shows z, rows of numbers, on the drawn heatmap of that index: coarser while it moves. Returns false if it is not there.
export function paint(plot, index, z, pace = "moving") {
  const drawn = plot.calcdata?.[index]?.[0];
  const group = drawn?.node3?.node();
  if (!group || drawn.trace.zsmooth === "best") return false;
  const image = group.querySelector("image");
  if (!image) return true; // zoomed out of view
  const last = painted.get(image);
  const fine = last?.pace === pace || pace === "moving"; // what does not move need not be coarser
  if (last?.z === z && fine && last.url === image.getAttributeNS(XLINK, "href")) return true;
  const { yaxis } = drawn.trace;
  const axis = plot._fullLayout[`yaxis${yaxis.slice(1)}`];
  const upward = axis.c2p(drawn.y[0]) > axis.c2p(drawn.y[z.length]); // then the first row is the image's last
  const rows = upward ? [...z].reverse() : z;
  const { pixels, width, height } = drawn.trace.meta?.bands ? banded(pace === "moving" ? rows : unrounded(rows), drawn.trace, FINE[pace]) : plain(rows, drawn.trace);
  canvas.width = width;
  canvas.height = height;
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
  const url = canvas.toDataURL();
  image.setAttributeNS(XLINK, "href", url);
  if (drawn.trace.meta?.bands) image.style.imageRendering = "auto"; // whole pixels, as plotly.js wants them, would break the lines
  painted.set(image, { z, pace, url });
  return true;
}

function plain(rows, { zmin, zmax, colorscale }) {
  const colours = table(colorscale);
  const [height, width] = [rows.length, rows[0].length];
  const pixels = new Uint32Array(height * width);
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++) {
      pixels[i * width + j] = colours[Math.round((255 * (Math.min(Math.max(row[j], zmin), zmax) - zmin)) / (zmax - zmin))];
    }
  });
  return { pixels, width, height };
}

// Heights that were rounded to whole numbers, with their roundings smoothed away: else a line between bands wavers where the
// ground is nearly flat. Each stays within its rounding.
export function unrounded(rows) {
  const [last, end] = [rows.length - 1, rows[0].length - 1];
  let smooth = rows;
  for (let pass = 0; pass < PASSES; pass++) {
    const before = smooth;
    smooth = rows.map((row, i) => {
      const [up, here, down] = [before[i - 1], before[i], before[i + 1]];
      const inside = i > 0 && i < last;
      return Float32Array.from(row, (z, j) => {
        const [across, along] = [j > 0 && j < end, inside]; // at an edge only along it
        const sum = (across ? here[j - 1] + here[j + 1] : 0) + (along ? up[j] + down[j] : 0);
        return across || along ? Math.min(Math.max(sum / (2 * across + 2 * along), z - 0.5), z + 0.5) : z;
      });
    });
  }
  return smooth;
}

// Heights between the cells by bilinear interpolation, then a colour for each band and a line where it changes.
function banded(rows, { zmin, zmax, colorscale, meta: { bands, line } }, fine) {
  const colours = table(colorscale);
  const edge = table([[0, line], [1, line]])[0];
  const [height, width] = [fine * rows.length, fine * rows[0].length];
  const pixels = new Uint32Array(height * width);
  const wide = Math.ceil(fine / 8); // pixels of a line
  const lately = Array.from({ length: wide }, () => new Uint8Array(width)); // the rows before
  let here = new Uint8Array(width);
  const size = bands / (zmax - zmin);
  for (let i = 0; i < height; i++) {
    const [up, down, share] = between(i, rows.length, fine);
    const [first, second] = [rows[up], rows[down]];
    const above = lately[i % wide];
    for (let j = 0; j < width; j++) {
      const at = (j + 0.5) / fine - 0.5;
      const left = at < 0 ? 0 : Math.floor(at);
      const right = Math.min(left + 1, first.length - 1);
      const part = at < 0 ? 0 : at - left;
      const top = first[left] + part * (first[right] - first[left]);
      const z = top + share * (second[left] + part * (second[right] - second[left]) - top);
      const band = (here[j] = Math.min(Math.floor((z - zmin) * size), bands - 1));
      const changed = (j >= wide && band !== here[j - wide]) || (i >= wide && band !== above[j]);
      pixels[i * width + j] = changed ? edge : colours[Math.round((255 * (band + 0.5)) / bands)];
    }
    [lately[i % wide], here] = [here, above];
  }
  return { pixels, width, height };
}

function between(i, count, fine) {
  const at = (i + 0.5) / fine - 0.5;
  const low = Math.max(Math.floor(at), 0);
  return [low, Math.min(low + 1, count - 1), Math.max(at - low, 0)];
}

// A colour scale's colours from its lower to its upper end, as the pixels of an image.
function table(scale) {
  const key = JSON.stringify(scale);
  if (!tables.has(key)) {
    canvas.width = 256;
    canvas.height = 1;
    const blend = context.createLinearGradient(0.5, 0, 255.5, 0);
    for (const [at, colour] of scale) blend.addColorStop(at, colour);
    context.fillStyle = blend;
    context.fillRect(0, 0, 256, 1);
    tables.set(key, new Uint32Array(context.getImageData(0, 0, 256, 1).data.buffer));
  }
  return tables.get(key);
}
