// The hand on one of the page's sliders: what it comes near, and the value that it holds. Streamlit itself hears of a
// slider only when it is let go.

import { having } from "./source.js";

const NEAR = 80; // ms that a pointer rests on a slider before its scenes are asked for

export class Hand {
  // near(field): the hand comes near a slider. hold(field, index): it has moved that to the value of this index.
  constructor(near, hold) {
    this.near = near;
    this.hold = hold;
    this.sliders = {};
    this.held = null;
    this.observer = new MutationObserver(() => this.look());
    this.listeners = {
      pointerover: (event) => this.hover(event),
      pointerdown: (event) => this.take(event),
      focusin: (event) => this.take(event),
      pointerup: () => this.look(),
      focusout: () => this.drop(),
    };
    for (const [type, listener] of Object.entries(this.listeners)) document.addEventListener(type, listener, true);
  }

  hover(event) {
    clearTimeout(this.resting);
    const slider = this.slider(event.target);
    if (slider) this.resting = setTimeout(() => this.near(slider.field), NEAR);
  }

  take(event) {
    const slider = this.slider(event.target);
    if (!slider || this.held?.widget === slider.widget) return;
    this.drop();
    this.held = { ...slider, last: raw(slider.widget) };
    this.observer.observe(slider.widget, { subtree: true, attributes: true, childList: true, characterData: true });
    this.near(slider.field);
  }

  look() {
    if (!this.held) return;
    const value = raw(this.held.widget);
    if (!Number.isFinite(value) || value === this.held.last) return;
    Object.assign(this.held, { last: value, moved: true });
    const { field } = this.held;
    const index = indexOf(this.sliders[field], value);
    cancelAnimationFrame(this.moving); // of several values before a frame the last one is drawn
    this.moving = requestAnimationFrame(() => this.hold(field, index));
  }

  drop() {
    this.look();
    this.observer.disconnect();
    this.held = null;
  }

  // A query as a run of Streamlit's tells it, at the value of the slider in hand: while a key is held, each of its values is
  // such a run, and when one ends the hand is farther on already.
  newest(query) {
    const { field, moved, last } = this.held ?? {};
    const slider = moved && this.sliders[field];
    if (!slider) return query;
    const text = textOf(slider, indexOf(slider, last));
    return told(query, field, slider) === text ? query : having(query, { [field]: text });
  }

  // Sliders that change from now on are changed by another act or by Back, not by the hand, until it is looked for again.
  rest() {
    cancelAnimationFrame(this.moving);
    this.observer.disconnect();
    this.held = null;
  }

  // Is the hand on a slider? One that two acts have keeps the focus.
  resume() {
    if (!this.held && document.activeElement) this.take({ target: document.activeElement });
  }

  // The page's slider in which an element lies.
  slider(element) {
    const widget = element.closest?.("[class*='st-key-']");
    const name = widget && [...widget.classList].find((part) => part.startsWith("st-key-"));
    const field = name?.slice("st-key-".length);
    return field in this.sliders && Number.isFinite(raw(widget)) ? { widget, field } : null;
  }

  stop() {
    clearTimeout(this.resting);
    cancelAnimationFrame(this.moving);
    this.observer.disconnect();
    for (const [type, listener] of Object.entries(this.listeners)) document.removeEventListener(type, listener, true);
  }
}

// The text of a slider's value of that index, as it stands in a link.
export function textOf({ values, low, step }, index) {
  return values ? values[index] : String(Number((low + index * step).toFixed(10)));
}

// The text of a slider's value in a query.
export function told(query, field, { opening }) {
  return new URLSearchParams(query).get(field) ?? opening;
}

// A slider over listed values reports the index, another its number.
function indexOf({ values, low, step, count }, value) {
  return Math.min(Math.max(values ? value : Math.round((value - low) / step), 0), (values?.length ?? count) - 1);
}

function raw(widget) {
  const input = widget.querySelector("input[type=range]");
  return input ? Number(input.value) : NaN;
}
