// What the server sends: a length, a JSON header of that length, then float32 numbers. In the header an array of
// numbers is {"$": [offset, length]} or, with rows, {"$": [offset, rows, columns]}, counted in numbers.

export function decode(bytes) {
  // A copy, because a Float32Array must begin at a multiple of four and the message's bytes need not.
  const buffer = bytes.slice().buffer;
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const numbers = new Float32Array(buffer, 4 + Math.ceil(length / 4) * 4);
  return revive(header, numbers);
}

function revive(value, numbers) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((part) => revive(part, numbers));
  if (value.$) {
    const [offset, rows, columns] = value.$;
    if (columns === undefined) return numbers.subarray(offset, offset + rows);
    return Array.from({ length: rows }, (_, i) => numbers.subarray(offset + i * columns, offset + (i + 1) * columns));
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revive(part, numbers)]));
}
