// The stage without a server: a file for who teaches from one, and the pages of `canyon site`. The lesson stands in the page as
// JSON, its scenes in an Archive; the sliders are the browser's own, and the stage's hand finds them as it finds Streamlit's.

import { leave } from "./address.js";
import { Archive, inFile, inPage } from "./archive.js";
import { having } from "./source.js";
import { Stage } from "./stage.js";
import { fill } from "./words.js";

const OF_THE_STAGE = ["guess", "step"]; // what address.js writes into the link
const REST = 250; // ms without another picture before the link is written: a browser takes no hundred links a second

class Alone extends Stage {
  constructor(parent, aside, plotly, lesson, fetched) {
    super(parent, plotly, new Archive(fetched));
    Object.assign(this, { aside, told: lesson, act: null });
    this.located = () => this.open(new URLSearchParams(location.search));
    window.addEventListener("popstate", this.located);
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.returned());
    this.located();
  }

  // The act and the settings that a link names.
  open(query) {
    const { acts } = this.told;
    const act = acts.find(({ name }) => name === query.get("act")) ?? acts[0];
    const asked = new URLSearchParams(query);
    for (const name of OF_THE_STAGE) asked.delete(name);
    const turned = act !== this.act;
    this.act = act;
    this.source.open(act);
    if (turned) this.build();
    const named = Object.keys(act.sliders).some((field) => asked.has(field));
    this.lead(named ? this.source.answered(asked.toString()) : act.opening);
    this.follow(true);
  }

  // Back from another page, which the browser has kept as it was: this one is not being left any more.
  returned() {
    leave(0);
    this.lesson.leaving = 0;
  }

  // What Streamlit tells the stage of a view.
  lead(query) {
    const { page, acts, next } = this.told;
    const { guesses, setup, look, opens_at, settings } = this.act;
    const lesson = { acts: acts.map(({ name, question }) => [name, question]), act: acts.indexOf(this.act), guesses, setup, look, opens_at, settings, next };
    const sliders = Object.fromEntries(Object.entries(this.act.sliders).map(([field, { values }]) => [field, { values, swept: true }]));
    this.update({ data: { page, query, sliders, lesson }, setTriggerValue: (name, value) => this.sent(name, value) });
  }

  sent(name, value) {
    if (name === "start") return this.ask(having(this.query, value));
    this.link();
    if (value.page === this.told.page) {
      history.pushState(null, "", `?act=${value.act}`);
      this.open(new URLSearchParams({ act: value.act }));
    } else if (this.told.pages) location.assign(value.page ? `../${value.page}/?act=${value.act}` : "../");
  }

  ask(query) {
    super.ask(this.source.answered(query));
  }

  present(scene) {
    const there = scene.pick?.fields.every((field) => field in this.act.sliders);
    const words = { ...scene.words, links: [] }; // they lead to settings of which there are no pictures here
    super.present({ ...scene, words, pick: there ? scene.pick : undefined });
    this.follow();
    clearTimeout(this.linking);
    this.linking = setTimeout(() => this.link(), REST);
  }

  // The act's sliders and choices, and its hints.
  build() {
    this.hand.drop();
    const parts = Object.entries(this.act.sliders).map(([field, slider]) => (slider.choice ? choice : range)(field, slider, this));
    const hints = document.createElement("div");
    hints.className = "st-key-try";
    for (const [word, text] of [["Look", this.act.look], ["Try", this.act.try_next]]) {
      if (text) fill(hints.appendChild(document.createElement("p")), `**${word}:** ${text}`);
    }
    this.aside.replaceChildren(...parts, hints);
  }

  // Sliders say what is shown; one in the hand stays where the hand has it, unless a link has led elsewhere.
  follow(led = false) {
    const shown = Object.fromEntries(new URLSearchParams(this.query));
    for (const [field, { values, texts, choice }] of Object.entries(this.act.sliders)) {
      const widget = this.aside.querySelector(`.st-key-${field}`);
      const index = values.indexOf(this.source.text(field, shown));
      if (choice) widget.querySelector("select").selectedIndex = index;
      else {
        const input = widget.querySelector("input");
        const held = this.hand.held?.field === field;
        if (held && led) this.hand.held.last = index;
        if (!held || led) input.value = index;
        input.setAttribute("aria-valuetext", texts[index]);
        widget.querySelector("output").textContent = texts[index];
      }
    }
  }

  // The link says what is shown.
  link() {
    clearTimeout(this.linking);
    const to = new URL(location.href);
    const kept = OF_THE_STAGE.map((name) => [name, to.searchParams.get(name)]).filter(([, text]) => text !== null);
    to.search = this.query === this.act.opening && this.act === this.told.acts[0] ? "" : this.query;
    for (const [name, text] of kept) to.searchParams.set(name, text);
    if (to.href !== location.href) history.replaceState(history.state, "", to);
  }
}

function range(field, { title, values, opening }, stage) {
  const widget = part(field, title);
  const input = Object.assign(document.createElement("input"), { type: "range", min: 0, max: values.length - 1, value: opening });
  let from = opening;
  let keys = false;
  for (const type of ["keydown", "pointerdown"]) input.addEventListener(type, () => (keys = type === "keydown"));
  input.onfocus = () => (from = Number(input.value));
  input.oninput = () => {
    // a key goes on to the next value with a picture, where a pointer has the nearest
    from = stage.source.offered(stage.query, field, Number(input.value), keys ? from : undefined);
    input.value = from;
    input.dataset.at = from; // the hand looks at what changes in the page, and a moved slider changes nothing there
  };
  widget.append(document.createElement("output"), input);
  return widget;
}

function choice(field, { title, values, texts }, stage) {
  const widget = part(field, title);
  const select = document.createElement("select");
  select.append(...texts.map((text) => new Option(text)));
  select.onchange = () => {
    stage.ask(having(stage.query, { [field]: values[select.selectedIndex] }));
    stage.follow(true);
  };
  widget.append(select);
  return widget;
}

function part(field, title) {
  const widget = document.createElement("label");
  widget.className = `canyon-setting st-key-${field}`;
  widget.append(Object.assign(document.createElement("span"), { textContent: title }));
  return widget;
}

const lesson = JSON.parse(document.getElementById("lesson").textContent);
new Alone(document.querySelector("main"), document.querySelector("aside"), lesson.plotly, lesson, lesson.pages ? inFile : inPage);
