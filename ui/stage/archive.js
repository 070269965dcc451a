// Scenes without a server: an act's pictures in a file, for all values of each of its sliders, and for some values of two of
// them together. What is asked for is answered by the nearest picture there is, and the query that it has is told.

import { decode } from "./payload.js";
import { having, pause, PAUSES, without } from "./source.js";

// A shelf: {fields, values, message}: the values (texts) of none, one or two fields, and where the message of their scenes
// is, row by row; all other settings are as the act opens. opening: the query of that; sliders: the act's.
export class Archive {
  constructor(fetched) {
    this.served = false;
    this.fetched = fetched; // a message's name -> the promise of its bytes
    this.ready = new Map(); // shelf -> its decoded message
    this.coming = new Map(); // shelf -> the promise of that
  }

  at() {} // where a server is: there is none

  // An act's shelves. Those of the act before are fetched again if it comes back: all of a page take much memory.
  open({ opening, sliders, shelves }) {
    if (shelves === this.shelves) return;
    Object.assign(this, { opening: new URLSearchParams(opening), sliders, shelves, row: null });
    this.ready.clear();
    this.coming.clear();
  }

  async scene(query, take, trouble, signal) {
    const { shelf, index } = this.find(query);
    for (let tries = 0; ; tries++) {
      try {
        const { scenes } = await this.load(shelf);
        trouble(null);
        if (!signal.aborted) take(scenes[index]());
        return;
      } catch (error) {
        if (signal.aborted) return;
        trouble(error);
        await pause(PAUSES[Math.min(tries, PAUSES.length - 1)], signal);
        if (signal.aborted) return;
      }
    }
  }

  kept(query) {
    const { shelf, index } = this.find(query);
    return this.ready.has(shelf) ? this.ready.get(shelf).scenes[index]() : null;
  }

  // All pictures of a slider, the others where they are, if there are pictures of both, or as the act opens.
  sweep(query, field) {
    const shelves = new Set(this.along(query, field).map(({ shelf }) => shelf));
    const loaded = [...shelves].every((shelf) => this.ready.has(shelf));
    const sweep = { at: (now, index) => this.exact(having(now, { [field]: this.sliders[field].values[index] }), field) };
    const coming = loaded ? Promise.resolve(sweep) : Promise.all([...shelves].map((shelf) => this.load(shelf))).then(() => sweep, () => null);
    if (loaded) coming.ready = sweep;
    return coming;
  }

  // The index of the value to which a slider can go: the nearest to one of which there is a picture with the others where
  // they are, or towards it the next one from `from` on.
  offered(query, field, index, from = index) {
    const { values } = this.sliders[field];
    const own = this.along(query, field).flatMap((place, i) => (this.text(field, place.values) === values[i] ? [i] : []));
    const way = Math.sign(index - from);
    const onward = way ? own.filter((i) => way * (i - from) > 0) : own;
    if (onward.length === 0) return from; // there is none beyond
    return onward[least(onward.map((i) => Math.abs(i - index)))];
  }

  // Where the pictures of all values of a slider are; of the last one asked for they are known.
  along(query, field) {
    const key = `${field} ${without(query, field)}`;
    if (this.row?.key !== key) {
      const places = this.sliders[field].values.map((value) => this.find(having(query, { [field]: value }), field));
      this.row = { key, places };
    }
    return this.row.places;
  }

  exact(query, field) {
    const { shelf, index, values } = this.find(query, field);
    return { query: this.asked(values), scene: this.ready.get(shelf).scenes[index]() };
  }

  // The query that is answered by a query's picture.
  answered(query) {
    return this.asked(this.find(query).values);
  }

  asked(values) {
    return having(this.opening.toString(), values);
  }

  // Where the picture of a query is: on the smallest shelf with all fields that are not as the act opens. `held` is the one
  // in the hand: where there is no such shelf, the others go back.
  find(query, held) {
    const asked = Object.fromEntries(new URLSearchParams(query));
    const fields = Object.keys(this.sliders);
    const moved = fields.filter((field) => this.text(field, asked) !== this.text(field, {}));
    const holding = (wanted) =>
      this.shelves.filter((shelf) => wanted.every((field) => shelf.fields.includes(field))).sort((a, b) => a.fields.length - b.fields.length)[0];
    const last = moved.includes(held) ? held : moved[moved.length - 1];
    const shelf = holding(moved) ?? moved.filter((field) => field !== last).map((field) => holding([field, last])).find(Boolean) ?? holding(last ? [last] : []);
    const places = shelf.fields.map((field, i) => this.nearest(field, this.text(field, asked), shelf.values[i]));
    const index = places.reduce((row, place, i) => row * shelf.values[i].length + place, 0);
    return { shelf, index, values: Object.fromEntries(shelf.fields.map((field, i) => [field, shelf.values[i][places[i]]])) };
  }

  // The text of a slider's or a menu's value that is nearest to what is asked for; as the act opens where that is none.
  text(field, asked) {
    const { values, opening, choice } = this.sliders[field];
    const text = asked[field] ?? "";
    if (values.includes(text)) return text;
    const [number, ...all] = [text.trim() || "none", ...values].map(Number);
    if (choice || !(number >= all[0] && number <= all[all.length - 1])) return values[opening];
    const far = all[0] > 0 ? (value) => Math.abs(Math.log(value / number)) : (value) => Math.abs(value - number);
    return values[least(all.map(far))];
  }

  // The place of the nearest of some of a slider's values.
  nearest(field, text, values) {
    const all = this.sliders[field].values;
    const to = all.indexOf(text);
    return least(values.map((value) => Math.abs(all.indexOf(value) - to)));
  }

  load(shelf) {
    if (!this.coming.has(shelf)) {
      const coming = this.unpacked(shelf);
      this.coming.set(shelf, coming);
      coming.then((message) => this.coming.has(shelf) && this.ready.set(shelf, message), () => this.coming.delete(shelf));
    }
    return this.coming.get(shelf);
  }

  async unpacked(shelf) {
    const plain = (await this.fetched(shelf.message)).pipeThrough(new DecompressionStream("gzip"));
    return decode(new Uint8Array(await new Response(plain).arrayBuffer()));
  }
}

const least = (numbers) => numbers.indexOf(Math.min(...numbers));

// What a message's name means: where its bytes lie in the page, or the address of a file.
export async function inPage(name) {
  const text = document.getElementById(name).textContent;
  return new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]).stream();
}

export async function inFile(name) {
  const response = await fetch(name);
  if (!response.ok) throw new Error(name);
  return response.body;
}
