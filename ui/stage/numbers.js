// How numbers are written beside the picture: as lesson/numbers.py does for sentences and tables.

const PLAIN = [1e-3, 1e5]; // sizes that are written without a power of ten
const DIGITS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// aligned: keep zeros at the end, for numbers that change in place.
export function number(value, digits = 3, aligned = false) {
  if (Number.isNaN(value)) return "–";
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}∞`;
  if (size === 0) return "0";
  const [mantissa, power] = size.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  const rounded = Number(`${mantissa}e${exponent}`);
  if (PLAIN[0] <= rounded && rounded < PLAIN[1]) {
    const text = rounded.toFixed(Math.max(digits - 1 - exponent, 0));
    return sign + (aligned ? text : trimmed(text));
  }
  const shown = aligned ? mantissa : trimmed(mantissa);
  const tens = `10${[...String(exponent)].map((digit) => DIGITS[digit]).join("")}`;
  return sign + (shown === "1" ? tens : `${shown}·${tens}`);
}

function trimmed(text) {
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}
