// A scene's figure: drawn by plotly.js in full where it must be, and moved in place where only points have moved.

import { arrange, at, isDark, magnified, NARROW, recolour, unseen } from "./look.js";
import { paint } from "./paint.js";
import { alike, place, reach } from "./place.js";

const SETTLE = 250; // ms without a new scene after which the figure is drawn in full
const AGAIN = 3000; // ms before plotly.js is asked for once more

// Pictures are drawn for the page's usual type size, and grow with it (ui/page.css); on a phone they are smaller.
function magnification(width) {
  return width < NARROW ? 0.7 : parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

let plotly;
function load(url) {
  plotly ??= window.Plotly ? Promise.resolve(window.Plotly) : new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => done(window.Plotly);
    script.onerror = () => {
      plotly = undefined;
      script.remove();
      failed(new Error("plotly.js did not load"));
    };
    document.head.appendChild(script);
  });
  return plotly;
}

export class Figure {
  constructor(root, url, player, trouble) {
    Object.assign(this, { root, url, player, trouble });
    this.plot = root.querySelector(".canyon-plot");
    this.resized = new ResizeObserver(() => this.redraw());
    this.resized.observe(this.plot);
    // Streamlit changes the theme by changing CSS variables; a colour transition is the event that tells.
    for (const event of ["transitionend", "transitioncancel"]) {
      root.addEventListener(event, ({ target }) => target.matches(".canyon-view") && this.redraw());
    }
  }

  // A new scene: in place if only points have moved, else in full.
  async draw(scene) {
    const before = this.scene;
    this.scene = scene;
    this.plot.setAttribute("aria-label", scene.words.summary);
    const same = before && alike(before.data, scene.data) && alike(before.layout, scene.layout);
    if (same && this.ready && !this.drawing && this.move(before)) {
      this.count();
      this.settle();
    } else {
      await this.redraw();
    }
  }

  // When the hand rests, plotly.js learns of the new points too, for hover and zoom.
  settle() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => (this.player.playing ? this.settle() : this.redraw()), SETTLE);
  }

  // The whole figure. One drawing at a time: a later call makes the one under way draw once more.
  async redraw() {
    clearTimeout(this.settling);
    this.again = true;
    if (this.drawing || !this.scene) return;
    this.drawing = true;
    try {
      const Plotly = await this.loaded();
      while (this.again && !this.gone) {
        this.again = false;
        const { width, height } = this.plot.getBoundingClientRect();
        if (width === 0 || height === 0) return;
        const { data, layout } = this.styled(width, height);
        // The same object each time: another config makes plotly.js build the whole figure anew.
        await Plotly.react(this.plot, data, layout, (this.config ??= this.toolbar()));
        if (!this.ready) this.begin();
        this.rest();
        await this.show(this.player.step);
        this.count();
      }
    } finally {
      this.drawing = false;
      if (this.gone) window.Plotly?.purge(this.plot);
    }
  }

  // plotly.js, asked for until it arrives.
  async loaded() {
    for (;;) {
      try {
        const Plotly = await load(this.url);
        this.trouble(null);
        return Plotly;
      } catch (error) {
        this.trouble(error);
        await new Promise((over) => setTimeout(over, AGAIN));
      }
    }
  }

  begin() {
    this.ready = true;
    this.plot.on("plotly_relayout", () => (this.rest(), this.show(this.player.step))); // a zoom has drawn the final state
  }

  // One more picture: what tests and benchmarks count.
  count() {
    this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1;
  }

  // The figure in the theme's colours, arranged in its room, at its last step. `look`, of a slide (film.js): its scale and
  // theme, and what its title adds to the margin and the layout.
  styled(width, height) {
    const { dark: colours } = this.scene;
    const { scale, dark, margin, layout: added } = this.look ?? { scale: magnification(width), dark: isDark(this.root) };
    const { data, layout } = magnified({ ...this.scene, layout: { ...this.scene.layout, margin: { ...this.scene.layout.margin, ...margin } } }, scale);
    const traces = data.map((trace) => ({ ...trace, ...(unseen(trace, layout, width) ? { opacity: 0 } : {}) }));
    for (const track of this.scene.tracks) Object.assign(traces[track.index], at(track, this.scene.steps));
    const laid = arrange({ ...layout, ...added }, width, height);
    return recolour({ data: traces, layout: laid }, dark ? colours : {});
  }

  // Shows a step, whole or between two, on the drawn figure.
  async show(step) {
    if (!this.ready || this.gone) return;
    const { tracks } = this.scene;
    const left = tracks.filter((track) => !place(this.plot, track.index, at(track, step)));
    if (left.length > 0) {
      const shown = left.map((track) => at(track, step));
      const keys = [...new Set(shown.flatMap(Object.keys))];
      const change = Object.fromEntries(keys.map((key) => [key, shown.map((arrays) => arrays[key])]));
      const Plotly = await this.loaded();
      await Plotly.restyle(this.plot, change, left.map((track) => track.index));
      if (this.gone) return;
      this.rest(); // that has drawn the others in full again
      for (const track of tracks) if (!left.includes(track)) place(this.plot, track.index, at(track, step));
    }
    for (const track of tracks) if (track.mode === "grow") reach(this.plot, track.index, Math.floor(step / track.stride));
  }

  // Maps that stay the same during the playback are painted here, because plotly.js paints them coarser.
  rest() {
    const pace = this.look?.pace ?? "resting"; // a slide is enlarged
    this.scene.data.forEach(({ type, z, meta }, i) => type === "heatmap" && meta?.bands && z && paint(this.plot, i, z, pace));
  }

  // A new run on the picture of the scene before: only points of flat traces and heights of maps have moved. What has not is
  // left alone: Chromium styles each point anew that is told its own place. False if it takes more.
  move(before) {
    const step = this.player.step;
    const { data, tracks } = this.scene;
    const moved = data.map(({ type, x, y, z, text }, i) => {
      const was = before.data[i];
      if (type === "heatmap" && z) return alike(was.z, z) ? null : { z };
      const said = text && !alike(was.text, text) ? { text } : {};
      const laid = type === "scatter" && x && y && !(alike(was.x, x) && alike(was.y, y)) ? { x, y } : {};
      return said.text || laid.x ? { ...said, ...laid } : null;
    });
    return (
      tracks.every((track) => place(this.plot, track.index, at(track, step))) &&
      moved.every((arrays, i) => arrays === null || place(this.plot, i, arrays))
    );
  }

  toolbar() {
    return {
      displaylogo: false,
      displayModeBar: true,
      responsive: false,
      scrollZoom: false,
      doubleClick: false,
      modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    };
  }

  stop() {
    clearTimeout(this.settling);
    this.resized.disconnect();
    this.gone = true;
    if (!this.drawing) window.Plotly?.purge(this.plot); // else the drawing under way does it at its end
  }
}
