// Files that the browser makes: a canvas as a PNG that says what it shows, frames behind each other, and saving.

const KEYWORD = "canyon";
const HEADER = 33; // bytes of a PNG before its second part: the signature and the size
const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

// A canvas as the bytes of a PNG.
export async function png(canvas) {
  const blob = await new Promise((done) => canvas.toBlob(done));
  if (!blob) throw new Error("The picture could not be drawn.");
  return new Uint8Array(await blob.arrayBuffer());
}

// A PNG with a text in it that `canyon link` finds (slides/marks.py).
export function marked(bytes, text) {
  const content = new TextEncoder().encode(`iTXt${KEYWORD}\0\0\0\0\0${text}`); // neither packed nor translated
  const part = new Uint8Array(content.length + 8);
  const view = new DataView(part.buffer);
  view.setUint32(0, content.length - 4);
  part.set(content, 4);
  view.setUint32(content.length + 4, crc(content));
  return joined([bytes.subarray(0, HEADER), part, bytes.subarray(HEADER)]);
}

function crc(bytes) {
  return ~bytes.reduce((sum, byte) => CRC[(sum ^ byte) & 255] ^ (sum >>> 8), -1) >>> 0;
}

// Frames as the server takes them (slides/frames.py): each behind its length.
export function framed(frames) {
  const length = (frame) => {
    const four = new Uint8Array(4);
    new DataView(four.buffer).setUint32(0, frame.length);
    return four;
  };
  return joined(frames.flatMap((frame) => [length(frame), frame]));
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// Gives the visitor a file. content: text, bytes or a blob.
export function save(content, name, type = "") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
