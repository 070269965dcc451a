// What the server sends (lesson/pack.py): the lengths of a JSON header in bytes, of a block of float32 and of a block of
// uint8 in numbers, then these three. The four bytes of the floats lie in four planes. In the header an array of float32
// is {"$": [offset, ...shape]}, one of uint8 {"$8": [offset, ...shape]}; one of more dimensions becomes its rows.

const LENGTHS = 12;

// How many bytes the message at the beginning of `bytes` has; more than there are if it has not arrived yet.
export function sizeOf(bytes) {
  if (bytes.length < LENGTHS) return Infinity;
  const [header, floats, shades] = lengths(bytes);
  return LENGTHS + header + 4 * floats + shades;
}

// The message, with its scenes still to be unpacked: most slices of a sweep are never looked at.
export function decode(bytes) {
  const [length, floats, shades] = lengths(bytes);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTHS, LENGTHS + length)));
  const start = LENGTHS + length;
  const numbers = {
    $: { all: interleaved(bytes, start, floats), shaped: new Map() },
    $8: { all: bytes.slice(start + 4 * floats, start + 4 * floats + shades), shaped: new Map() },
  };
  const scenes = header.scenes.map((scene) => () => ({ ...revive(scene, numbers), dark: header.dark }));
  return { ...header, scenes };
}

function lengths(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTHS);
  return [0, 4, 8].map((at) => view.getUint32(at, true));
}

function interleaved(bytes, start, count) {
  const whole = new Uint8Array(4 * count);
  for (let plane = 0; plane < 4; plane++) {
    const from = start + plane * count;
    for (let i = 0; i < count; i++) whole[4 * i + plane] = bytes[from + i];
  }
  return new Float32Array(whole.buffer);
}

function revive(value, numbers) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((part) => revive(part, numbers));
  for (const kind of ["$", "$8"]) if (value[kind]) return shaped(numbers[kind], ...value[kind]);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revive(part, numbers)]));
}

// The same place is the same array in all scenes of a message: what shows it need not be drawn again.
function shaped({ all, shaped: known }, offset, ...shape) {
  const key = `${offset} ${shape}`;
  if (!known.has(key)) known.set(key, rows(all, offset, ...shape));
  return known.get(key);
}

function rows(numbers, offset, length, ...row) {
  if (row.length === 0) return numbers.subarray(offset, offset + length);
  const size = row.reduce((product, side) => product * side, 1);
  return Array.from({ length }, (_, i) => rows(numbers, offset + i * size, ...row));
}
