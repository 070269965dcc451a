// Paints a heatmap into the image that plotly.js has drawn for it: one pixel a cell, stretched by the browser, as
// plotly.js itself does where zsmooth is not "best". A restyle would redraw the axes and every other trace too.

const XLINK = "http://www.w3.org/1999/xlink";
const painted = new WeakMap(); // image -> the z it shows, and the address that shows it
const tables = new Map(); // colour scale -> 256 colours

const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });

// Shows z, rows of numbers, on the drawn heatmap of that index. Returns false if it is not there.
export function paint(plot, index, z) {
  const drawn = plot.calcdata?.[index]?.[0];
  const group = drawn?.node3?.node();
  if (!group || drawn.trace.zsmooth === "best") return false;
  const image = group.querySelector("image");
  if (!image) return true; // zoomed out of view
  const last = painted.get(image);
  if (last?.z === z && last.url === image.getAttributeNS(XLINK, "href")) return true;
  const { zmin, zmax, colorscale, yaxis } = drawn.trace;
  const colours = table(colorscale);
  const [rows, columns] = [z.length, z[0].length];
  const axis = plot._fullLayout[`yaxis${yaxis.slice(1)}`];
  const upward = axis.c2p(drawn.y[0]) > axis.c2p(drawn.y[rows]); // then the first row is the image's last
  const pixels = new Uint32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = (upward ? rows - 1 - i : i) * columns;
    for (let j = 0; j < columns; j++) {
      pixels[from + j] = colours[Math.round((255 * (Math.min(Math.max(z[i][j], zmin), zmax) - zmin)) / (zmax - zmin))];
    }
  }
  canvas.width = columns;
  canvas.height = rows;
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows), 0, 0);
  const url = canvas.toDataURL();
  image.setAttributeNS(XLINK, "href", url);
  painted.set(image, { z, url });
  return true;
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
