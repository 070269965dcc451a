// Where scenes come from: GET /scene/<page>?<query>, one at a time, growing, or all values of a slider at once.

import { decode, sizeOf } from "./payload.js";

const SWEEPS = 6; // kept
export const PAUSES = [500, 1000, 2000, 4000]; // ms before the next try

export class Source {
  constructor() {
    this.served = true; // is there a server that makes files too?
    this.sweeps = new Map(); // address -> the promise of a sweep
  }

  // Is this the source of the same server? Set by every mount.
  at({ base, page, version }) {
    Object.assign(this, { base, page, version });
  }

  address(query, sweep) {
    const parts = [query, sweep ? `sweep=${sweep}` : "", `v=${this.version}`].filter(Boolean);
    return new URL(`${this.base}/scene/${this.page}?${parts.join("&")}`, document.baseURI).href;
  }

  // The address of a file (slides/routes.py).
  file(name, query) {
    return new URL(`${this.base}/file/${name}?${query}`, document.baseURI).href;
  }

  // Calls `take` with the scene of a query, several times where it is a long computation, the last one complete.
  // `trouble` hears of what went wrong before each next try, and null when it is over.
  async scene(query, take, trouble, signal) {
    for (let tries = 0; ; tries++) {
      try {
        const response = await fetch(this.address(query), { signal });
        if (!response.ok) throw await refusal(response);
        await pieces(response, (message) => {
          trouble(null);
          take(message.scenes[0]());
        });
        return;
      } catch (error) {
        if (signal.aborted) return;
        trouble(error);
        await pause(error.wait ?? PAUSES[Math.min(tries, PAUSES.length - 1)], signal);
        if (signal.aborted) return;
      }
    }
  }

  // The promise of all scenes of a slider: {values, opening, scenes, at}; null where the server cannot. at(query, index):
  // the query and the scene with the slider at that value, undefined if there is none.
  sweep(query, field) {
    const address = this.address(without(query, field), field);
    if (!this.sweeps.has(address)) {
      const coming = fetch(address)
        .then(async (response) => (response.ok ? decode(new Uint8Array(await response.arrayBuffer())) : null))
        .catch(() => null)
        .then((sweep) => {
          if (sweep === null) this.sweeps.delete(address); // so that the next touch asks again
          else coming.ready = sweep;
          if (sweep) sweep.at = (now, index) => held(sweep, now, field, index);
          return sweep;
        });
      this.sweeps.set(address, coming);
      if (this.sweeps.size > SWEEPS) this.sweeps.delete(this.sweeps.keys().next().value);
    }
    return this.sweeps.get(address);
  }

  // The scene of a query if one of the sweeps here holds it, else null.
  kept(query) {
    for (const [address, { ready }] of this.sweeps) {
      const field = new URL(address).searchParams.get("sweep");
      if (!ready || address !== this.address(without(query, field), field)) continue;
      const value = new URLSearchParams(query).get(field) ?? ready.opening;
      const index = ready.values.indexOf(value);
      if (index >= 0) return ready.scenes[index]();
    }
    return null;
  }
}

function held({ values, scenes }, query, field, index) {
  return scenes[index] && { query: having(query, { [field]: values[index] }), scene: scenes[index]() };
}

// A query with a field at a value.
export function having(query, values) {
  const parameters = new URLSearchParams(query);
  for (const [field, value] of Object.entries(values)) parameters.set(field, value);
  return parameters.toString();
}

export function without(query, field) {
  const parameters = new URLSearchParams(query);
  parameters.delete(field);
  return parameters.toString();
}

// Do two queries say the same, in whatever order?
export function same(one, other) {
  const [first, second] = [one, other].map((query) => new URLSearchParams(query));
  first.sort();
  second.sort();
  return first.toString() === second.toString();
}

async function refusal(response) {
  const error = new Error(await response.text());
  const seconds = Number(response.headers.get("Retry-After"));
  if (seconds) error.wait = 1000 * seconds;
  return error;
}

// Calls `take` with each message of a body that may go on for long.
async function pieces(response, take) {
  const reader = response.body.getReader();
  let bytes = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (value) bytes = joined(bytes, value);
    for (let size = sizeOf(bytes); size <= bytes.length; size = sizeOf(bytes)) {
      take(decode(bytes.slice(0, size)));
      bytes = bytes.slice(size);
    }
    if (done) break;
  }
  if (bytes.length > 0) throw new Error("The picture broke off.");
}

function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

export function pause(ms, signal) {
  return new Promise((over) => {
    const timer = setTimeout(over, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), over()), { once: true });
  });
}
