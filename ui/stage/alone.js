// The stage without a server: a file for who teaches from one, and the pages of `canyon site`. The lesson stands in the page as
// JSON, its scenes in an Archive; the sliders are the browser's own, and the stage's hand finds them as it finds Streamlit's.

import { Archive } from "./archive.js";
import { having } from "./source.js";
import { Stage } from "./stage.js";
import { fill } from "./words.js";

const OF_THE_STAGE = ["guess", "step"]; // what address.js writes into the link

class Alone extends Stage {
  constructor(parent, aside, plotly, lesson, fetched) {
    super(parent, plotly, new Archive(fetched));
    Object.assign(this, { aside, told: lesson, act: null });
    this.located = () => this.open(new URLSearchParams(location.search));
    window.addEventListener("popstate", this.located);
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
  }

  // What Streamlit tells the stage of a view.
  lead(query) {
    const { page, acts, next } = this.told;
    const { guesses, setup, look, opens_at } = this.act;
    const lesson = { acts: acts.map(({ name, question }) => [name, question]), act: acts.indexOf(this.act), guesses, setup, look, opens_at, next };
    const sliders = Object.fromEntries(Object.entries(this.act.sliders).map(([field, { values }]) => [field, { values, swept: true }]));
    this.update({ data: { page, query, sliders, lesson }, setTriggerValue: (name, value) => this.sent(name, value) });
  }

  sent(name, value) {
    if (name === "start") this.ask(having(this.query, value));
    else if (value.page === this.told.page) {
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
  }

  // The act's sliders and choices, and its hints.
  build() {
    const parts = Object.entries(this.act.sliders).map(([field, slider]) => (slider.choice ? choice : range)(field, slider, this));
    const hints = document.createElement("div");
    hints.className = "st-key-try";
    for (const [word, text] of [["Look", this.act.look], ["Try", this.act.try_next]]) {
      if (text) fill(hints.appendChild(document.createElement("p")), `**${word}:** ${text}`);
    }
    this.aside.replaceChildren(...parts, hints);
  }

  // Sliders and link say what is shown; a slider in the hand stays where the hand has it.
  follow() {
    const shown = new URLSearchParams(this.query);
    for (const [field, { values, texts, opening, choice }] of Object.entries(this.act.sliders)) {
      const widget = this.aside.querySelector(`.st-key-${field}`);
      const index = shown.has(field) ? values.indexOf(shown.get(field)) : opening;
      if (choice) widget.querySelector("select").selectedIndex = index;
      else {
        const input = widget.querySelector("input");
        if (this.hand.held?.field !== field) input.value = index;
        input.setAttribute("aria-valuetext", texts[index]);
        widget.querySelector("output").textContent = texts[index];
      }
    }
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
  // the hand looks at what changes in the page, and a moved slider changes nothing there
  input.oninput = () => input.setAttribute("aria-valuenow", input.value);
  input.onchange = () => setTimeout(() => stage.follow()); // let go: at the value whose picture there is
  widget.append(document.createElement("output"), input);
  return widget;
}

function choice(field, { title, values, texts }, stage) {
  const widget = part(field, title);
  const select = document.createElement("select");
  select.append(...texts.map((text) => new Option(text)));
  select.onchange = () => stage.ask(having(stage.query, { [field]: values[select.selectedIndex] }));
  widget.append(select);
  return widget;
}

function part(field, title) {
  const widget = document.createElement("label");
  widget.className = `canyon-setting st-key-${field}`;
  widget.append(Object.assign(document.createElement("span"), { textContent: title }));
  return widget;
}

// What a message's name means: where its bytes lie in the page, or the address of a file.
async function inPage(name) {
  const text = document.getElementById(name).textContent;
  return new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))]).stream();
}

async function inFile(name) {
  const response = await fetch(name);
  if (!response.ok) throw new Error(name);
  return response.body;
}

const lesson = JSON.parse(document.getElementById("lesson").textContent);
new Alone(document.querySelector("main"), document.querySelector("aside"), lesson.plotly, lesson, lesson.pages ? inFile : inPage);
