// The stage: draws a scene with plotly.js, plays it, and reports what the hand does.
// One Stage lives in each mounted component; a rerun calls `update` on it and nothing is built anew.

import { Drafts } from "./drafts.js";
import { tall } from "./grid.js";
import { arrange, at, isDark, recolour } from "./look.js";
import { decode } from "./payload.js";
import { pick } from "./pick.js";
import { alike, place } from "./place.js";
import { Player } from "./player.js";
import { HEAD, slide } from "./slide.js";

const OVERTAKEN = 200; // ms within which an overtaken run's successor has begun
const SETTLE = 250; // ms without a new run after which the figure is drawn in full

const HTML = `
  <div class="canyon-plot" role="group"></div>
  <div class="canyon-readouts"></div>
  <div class="canyon-controls" role="toolbar" aria-label="Playback">
    <button type="button" data-action="first" aria-label="First step" title="First step (Home)"><svg viewBox="0 0 24 24"><path d="M6 5h2.5v14H6zM19 5v14l-9-7z"/></svg></button>
    <button type="button" data-action="back" aria-label="Step back" title="Step back (←)"><svg viewBox="0 0 24 24"><path d="M16 5v14l-9-7z"/></svg></button>
    <button type="button" data-action="play" aria-label="Play" title="Play (space)"><svg viewBox="0 0 24 24"><path class="canyon-play" d="M7 4v16l13-8z"/><path class="canyon-pause" d="M6 5h4.5v14H6zM13.5 5H18v14h-4.5z"/></svg></button>
    <button type="button" data-action="forward" aria-label="Step forward" title="Step forward (→)"><svg viewBox="0 0 24 24"><path d="M8 5v14l9-7z"/></svg></button>
    <button type="button" data-action="last" aria-label="Last step" title="Last step (End)"><svg viewBox="0 0 24 24"><path d="M15.5 5H18v14h-2.5zM5 5v14l9-7z"/></svg></button>
    <input type="range" data-action="scrub" min="0" max="1" step="1" aria-label="Step">
    <span class="canyon-counter"></span>
    <select data-action="speed" aria-label="Speed">
      <option value="0.25">¼×</option><option value="0.5">½×</option><option value="1" selected>1×</option>
      <option value="2">2×</option><option value="4">4×</option>
    </select>
    <button type="button" data-action="full" aria-label="Full screen" title="Full screen"><svg viewBox="0 0 24 24"><path d="M5 10V5h5v2H7v3zM14 5h5v5h-2V7h-3zM7 14v3h3v2H5v-5zM17 17v-3h2v5h-5v-2z"/></svg></button>
  </div>`;

let plotly;
function load(url) {
  plotly ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => done(window.Plotly);
    script.onerror = () => failed(new Error("plotly.js did not load"));
    document.head.appendChild(script);
  });
  return plotly;
}

class Stage {
  constructor(parent, component, url) {
    this.root = document.createElement("div");
    this.root.className = "canyon-stage";
    this.root.tabIndex = 0;
    this.root.innerHTML = HTML;
    parent.appendChild(this.root);
    this.plot = this.root.querySelector(".canyon-plot");
    this.component = component;
    this.loaded = load(url);
    this.player = new Player(this.root, (step) => this.show(step));
    this.drafts = new Drafts((draft) => this.component.setTriggerValue("draft", draft));
    this.root.querySelector("[data-action=full]").onclick = () =>
      document.fullscreenElement ? document.exitFullscreen() : this.root.requestFullscreen();
    this.resized = new ResizeObserver(() => this.redraw());
    this.resized.observe(this.plot);
    // Streamlit changes the theme by changing CSS variables; a colour transition is the event that tells.
    this.root.addEventListener("transitionrun", (event) => event.target === this.root && setTimeout(() => this.redraw(), 30));
  }

  async update(component) {
    const before = this.scene;
    this.component = component;
    this.scene = decode(component.data);
    this.drafts.fields = this.scene.live;
    this.player.resize(this.scene.steps, this.scene.unit);
    this.plot.setAttribute("aria-label", this.scene.summary);
    this.readouts();
    const same = before && alike(before.data, this.scene.data) && alike(before.layout, this.scene.layout);
    if (same && this.ready && !this.drawing && this.move()) {
      clearTimeout(this.settling);
      this.drawn();
      this.settle();
    } else {
      await this.redraw();
    }
  }

  // When the hand rests, plotly.js learns of the new points too, for hover and zoom.
  settle() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => (this.drafts.held || this.player.playing ? this.settle() : this.redraw()), SETTLE);
  }

  // The whole figure. One drawing at a time: a later call makes the one under way draw once more.
  async redraw() {
    clearTimeout(this.settling);
    this.again = true;
    if (this.drawing || !this.scene) return;
    this.drawing = true;
    try {
      const Plotly = await this.loaded;
      while (this.again && !this.gone) {
        this.again = false;
        this.stretch();
        const { width, height } = this.plot.getBoundingClientRect();
        if (width === 0 || height === 0) return;
        const { data, layout } = this.figure(isDark(this.root), width, height, this.scene.steps);
        // The same object each time: another config makes plotly.js build the whole figure anew.
        await Plotly.react(this.plot, data, layout, (this.config ??= this.toolbar()));
        if (!this.ready) this.begin();
        await this.show(this.player.step);
        this.drawn();
      }
    } finally {
      this.drawing = false;
      if (this.gone) window.Plotly?.purge(this.plot);
    }
  }

  // On a phone, cells below each other take the height that they need.
  stretch() {
    const height = tall(this.scene.layout, this.plot.getBoundingClientRect().width);
    this.root.classList.toggle("canyon-tall", height > 0);
    this.root.style.setProperty("--canyon-tall", `${height}px`);
  }

  begin() {
    this.ready = true;
    pick(this);
    this.plot.on("plotly_relayout", () => this.show(this.player.step)); // a zoom has drawn the final state again
  }

  drawn() {
    this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1;
    this.drafts.drawn(this.scene.draft);
    // Values that a callback set reach the URL in a run that the browser starts (ui/controls.py, put).
    if (this.scene.again) this.component.setTriggerValue("again", true);
    this.scene.again = false;
    this.goOn();
  }

  // What is still being computed goes on in a run that the browser starts (ui/following.py); a hand's drafts come first.
  goOn() {
    if (!this.scene.more) return;
    if (this.drafts.held) {
      this.settle();
      return;
    }
    this.scene.more = false;
    this.component.setTriggerValue("more", true);
  }

  figure(dark, width, height, step, margin) {
    const { data, dark: colours } = this.scene;
    const layout = { ...this.scene.layout, margin: { ...this.scene.layout.margin, ...margin } };
    const traces = data.map((trace) => ({ ...trace }));
    for (const track of this.scene.tracks) Object.assign(traces[track.index], at(track, step));
    return recolour({ data: traces, layout: arrange(layout, width, height) }, dark ? colours : {});
  }

  // Shows a step, whole or between two, on the drawn figure.
  async show(step) {
    this.report(Math.floor(step));
    if (!this.ready) return;
    const left = this.scene.tracks.filter((track) => !place(this.plot, track.index, at(track, step)));
    if (left.length === 0) return;
    const shown = left.map((track) => at(track, step));
    const keys = [...new Set(shown.flatMap(Object.keys))];
    const change = Object.fromEntries(keys.map((key) => [key, shown.map((arrays) => arrays[key])]));
    const Plotly = await this.loaded;
    await Plotly.restyle(this.plot, change, left.map((track) => track.index));
    // That has drawn the flat traces in full again.
    for (const track of this.scene.tracks) if (!left.includes(track)) place(this.plot, track.index, at(track, step));
  }

  // A new run on the same picture: only points of flat traces have moved. Returns false if it takes a full drawing.
  move() {
    const step = this.player.step;
    const resting = this.scene.data.map(({ type, x, y }) => (type === "scatter" && x && y ? { x, y } : null));
    return (
      this.scene.tracks.every((track) => place(this.plot, track.index, at(track, step))) &&
      resting.every((points, i) => points === null || place(this.plot, i, points))
    );
  }

  // One row for each readout and each formula: a name in its colour, and what `report` writes.
  readouts() {
    const box = this.root.querySelector(".canyon-readouts");
    const { readouts, formulas, dark } = this.scene;
    box.classList.toggle("canyon-wide", formulas.length > 0);
    box.replaceChildren(
      ...[...readouts, ...formulas].map(({ label, colour }) => {
        const row = document.createElement("div");
        const name = document.createElement("b");
        name.textContent = label;
        name.style.setProperty("--light", colour);
        name.style.setProperty("--dark", dark[colour] ?? colour);
        row.append(name, document.createElement("span"));
        return row;
      }),
    );
    this.report(Math.floor(this.player.step));
  }

  report(step) {
    const rows = this.root.querySelectorAll(".canyon-readouts span");
    const now = (all, whole) => (whole ? String : short)(all[Math.min(step, all.length - 1)]);
    const { readouts, formulas } = this.scene;
    readouts.forEach(({ values }, i) => {
      rows[i].textContent = Object.entries(values)
        .map(([symbol, all]) => `${symbol} ${now(all)}`)
        .join("   ");
    });
    formulas.forEach(({ template, values }, i) => {
      rows[readouts.length + i].textContent = template.replace(/{(\w+)(:d)?}/g, (_, name, whole) => now(values[name], whole));
    });
  }

  toolbar() {
    const button = (name, title, icon, format) => ({
      name, title, icon, click: () => this.download(format),
    });
    const icons = window.Plotly.Icons;
    return {
      displaylogo: false,
      displayModeBar: true,
      responsive: false,
      scrollZoom: false,
      doubleClick: false,
      modeBarButtons: [
        ["zoomIn2d", "zoomOut2d", "resetScale2d"],
        [
          button("png", "Download the picture as PNG for a slide", icons.camera, "png"),
          button("svg", "Download the picture as SVG for a slide", icons.disk, "svg"),
        ],
      ],
    };
  }

  async download(format) {
    const Plotly = await this.loaded;
    await slide(Plotly, this.figure(false, 1280, 720, this.player.step, { t: HEAD }), format, this.scene.title);
  }

  stop() {
    clearTimeout(this.settling);
    this.player.stop();
    this.drafts.stop();
    this.resized.disconnect();
    this.gone = true;
    if (!this.drawing) window.Plotly?.purge(this.plot); // else the drawing under way does it at its end
    this.root.remove();
  }
}

function short(value) {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e4) ? value.toExponential(1) : value.toPrecision(3);
  return text.replace(/-/g, "−").replace("e+", "e");
}

export default function (component, url) {
  const parent = component.parentElement;
  const stage = (parent.canyonStage ??= new Stage(parent, component, url));
  const run = (stage.run = (stage.run ?? 0) + 1);
  stage.update(component);
  // Streamlit also cleans up after a run that the next one has overtaken, before or after that begins in the same place.
  return () =>
    setTimeout(() => {
      if (stage.run !== run) return;
      stage.stop();
      delete parent.canyonStage;
    }, OVERTAKEN);
}
