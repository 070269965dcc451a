// What the server sends: a length, a JSON header of that length, then blocks of numbers, each beginning at a multiple of
// four bytes. In the header an array of float32 is {"$": [offset, ...shape]}, one of uint8 {"$8": [offset, ...shape]},
// both counted in numbers from the first block. An array of more than one dimension becomes an array of its rows.

export function decode(bytes) {
  // A copy, because a Float32Array must begin at a multiple of four and the message's bytes need not.
  const buffer = bytes.slice().buffer;
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = 4 + Math.ceil(length / 4) * 4;
  return revive(header, { $: new Float32Array(buffer, start), $8: new Uint8Array(buffer, start) });
}

function revive(value, numbers) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((part) => revive(part, numbers));
  for (const kind of ["$", "$8"]) if (value[kind]) return shaped(numbers[kind], ...value[kind]);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revive(part, numbers)]));
}

function shaped(numbers, offset, length, ...row) {
  if (row.length === 0) return numbers.subarray(offset, offset + length);
  const size = row.reduce((product, side) => product * side, 1);
  return Array.from({ length }, (_, i) => shaped(numbers, offset + i * size, ...row));
}
