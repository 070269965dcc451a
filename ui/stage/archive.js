// Scenes without a server: an act's pictures in a file, for all values of each of its sliders, and for some values of two of
// them together. What is asked for is answered by the nearest picture there is, and the query that it has is told.

import { decode } from "./payload.js";
import { having } from "./source.js";

// A shelf: {fields, values, message}: the values (texts) of none, one or two fields, and where the message of their scenes
// is, row by row; all other settings are as the act opens. opening: the query of that; sliders: the act's.
export class Archive {
  constructor(fetched) {
    this.served = false;
    this.fetched = fetched; // a message's name -> the promise of its bytes
    this.ready = new Map(); // shelf -> its decoded message
  }

  at() {} // where a server is: there is none

  // An act's shelves.
  open({ opening, sliders, shelves }) {
    Object.assign(this, { opening: new URLSearchParams(opening), sliders, shelves });
  }

  async scene(query, take, trouble, signal) {
    const { shelf, index } = this.find(query);
    try {
      await this.load(shelf);
      trouble(null);
      if (!signal.aborted) take(this.ready.get(shelf).scenes[index]());
    } catch (error) {
      trouble(error);
    }
  }

  kept(query) {
    const { shelf, index } = this.find(query);
    return this.ready.has(shelf) ? this.ready.get(shelf).scenes[index]() : null;
  }

  // All pictures of a slider, the others where they are, if there are pictures of both, or as the act opens.
  sweep(query, field) {
    const shelves = new Set(this.sliders[field].values.map((value) => this.find(having(query, { [field]: value }), field).shelf));
    const loaded = [...shelves].every((shelf) => this.ready.has(shelf));
    const sweep = { at: (now, index) => this.exact(having(now, { [field]: this.sliders[field].values[index] }), field) };
    const coming = loaded ? Promise.resolve(sweep) : Promise.all([...shelves].map((shelf) => this.load(shelf))).then(() => sweep);
    if (loaded) coming.ready = sweep;
    return coming;
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
    const asked = new URLSearchParams(query);
    const fields = Object.keys(this.sliders);
    const opening = (field) => this.sliders[field].values[this.sliders[field].opening];
    const value = (field) => asked.get(field) ?? opening(field);
    const moved = fields.filter((field) => value(field) !== opening(field));
    const holding = (wanted) =>
      this.shelves.filter((shelf) => wanted.every((field) => shelf.fields.includes(field))).sort((a, b) => a.fields.length - b.fields.length)[0];
    const last = moved.includes(held) ? held : moved[moved.length - 1];
    const shelf = holding(moved) ?? moved.filter((field) => field !== last).map((field) => holding([field, last])).find(Boolean) ?? holding(last ? [last] : []);
    const places = shelf.fields.map((field, i) => this.nearest(field, value(field), shelf.values[i]));
    const index = places.reduce((row, place, i) => row * shelf.values[i].length + place, 0);
    return { shelf, index, values: Object.fromEntries(shelf.fields.map((field, i) => [field, shelf.values[i][places[i]]])) };
  }

  // The place of the nearest of some of a slider's values.
  nearest(field, text, values) {
    const all = this.sliders[field].values;
    const to = all.indexOf(text);
    const far = values.map((value) => Math.abs(to >= 0 ? all.indexOf(value) - to : Number(value) - Number(text)));
    return far.indexOf(Math.min(...far));
  }

  async load(shelf) {
    if (this.ready.has(shelf)) return;
    const plain = (await this.fetched(shelf.message)).pipeThrough(new DecompressionStream("gzip"));
    this.ready.set(shelf, decode(new Uint8Array(await new Response(plain).arrayBuffer())));
  }
}
