// Cells in rows (figures/grid.py): where each pair of axes lies. Cells with an aspect are as large as they fit.

export const NARROW = 620;

// The layout's axes with their domains, and what else depends on the room.
export function rows(layout, width, height) {
  const { margin, meta } = layout;
  const narrow = width < NARROW;
  const room = { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
  const next = {};
  const lines = wrapped(meta.rows, narrow);
  let top = 0;
  heights(lines, room, narrow).forEach((high, i) => {
    for (const { cell, box } of beside(lines[i], room.width, high)) {
      const [x, y] = [`xaxis${cell.axes}`, `yaxis${cell.axes}`];
      next[x] = { ...layout[x], domain: domain(box.left, box.left + box.width, room.width) };
      next[y] = { ...layout[y], domain: domain(top + box.top, top + box.top + box.height, room.height).map((end) => 1 - end).reverse() };
      if (narrow && cell.short) next[y].title = { ...layout[y].title, text: cell.short };
    }
    top += high;
  });
  return next;
}

// The plot's height that the rows need on a narrow stage, else 0: they take what there is.
export function tall(layout, width) {
  if (!layout.meta?.rows || width >= NARROW) return 0;
  const { margin, meta } = layout;
  const lines = wrapped(meta.rows, true);
  return Math.ceil(lines.reduce((sum, line) => sum + need(line, width - margin.l - margin.r), margin.t + margin.b));
}

const domain = (low, high, room) => [low / room, high / room].map((end) => Math.min(Math.max(end, 0), 1));
const sum = (cells, of) => cells.reduce((total, cell) => total + of(cell), 0);

// Rows as they are, or on a narrow stage cut into lines of as many cells as the row says; a short last one is filled up.
function wrapped(all, narrow) {
  if (!narrow) return all;
  return all.flatMap((row) => {
    const lines = [];
    for (let i = 0; i < row.cells.length; i += row.wrap) {
      const cells = row.cells.slice(i, i + row.wrap);
      while (cells.length < row.wrap) cells.push({ ...cells[0], axes: null });
      lines.push({ ...row, cells });
    }
    return lines;
  });
}

// The width of a plot of weight 1 in a line.
function unit({ cells }, width) {
  return (width - sum(cells, ({ room: [left, right] }) => left + right)) / sum(cells, (cell) => cell.weight);
}

// The most height that a line can use at that width.
function most(line, width) {
  const one = unit(line, width);
  const high = ({ aspect, weight, room }) => (aspect ? (one * weight) / aspect + room[2] + room[3] : Infinity);
  return Math.max(...line.cells.map(high));
}

function need(line, width) {
  const high = most(line, width);
  return Number.isFinite(high) ? high : line.tall;
}

// By the rows' shares; what a row of cells with an aspect cannot use goes to the others.
function heights(lines, { width, height }, narrow) {
  if (narrow) return lines.map((line) => need(line, width));
  const limits = lines.map((line) => most(line, width));
  const result = [];
  let open = lines.map((_, i) => i);
  while (open.length > 0) {
    const share = height / sum(open, (i) => lines[i].height);
    const full = open.filter((i) => share * lines[i].height >= limits[i]);
    for (const i of full.length > 0 ? full : open) {
      result[i] = Math.min(share * lines[i].height, limits[i]);
      height -= result[i];
    }
    open = full.length > 0 ? open.filter((i) => !full.includes(i)) : [];
  }
  return result;
}

// The plots of a line's cells, in px from its upper left corner. Width that a cell with an aspect cannot use goes to the
// cells without one, or is left on both its sides.
function beside(line, width, height) {
  const one = unit(line, width);
  const fitted = line.cells.map(({ aspect, weight, room }) =>
    aspect ? Math.min(one * weight, (height - room[2] - room[3]) * aspect) : one * weight,
  );
  const spare = sum(line.cells, (cell) => one * cell.weight) - fitted.reduce((total, wide) => total + wide, 0);
  const free = sum(line.cells, (cell) => (cell.aspect ? 0 : cell.weight));
  let left = 0;
  const boxes = line.cells.map((cell, i) => {
    const { aspect, weight, room } = cell;
    const around = free > 0 || !aspect ? 0 : one * weight - fitted[i];
    const wide = aspect ? fitted[i] : fitted[i] + (spare * weight) / free;
    const high = aspect ? wide / aspect : height - room[2] - room[3];
    const box = { left: left + room[0] + around / 2, top: room[2], width: wide, height: high };
    left += room[0] + wide + around + room[1];
    return { cell, box };
  });
  return boxes.filter(({ cell }) => cell.axes !== null);
}
