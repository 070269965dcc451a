// A scene as a picture for a slide: of a given size whatever the page looks like, with its title, drawn out of sight by the
// stage's own figure. The app's menu and the command `canyon` take stills and frames from it.

import { Figure } from "./figure.js";

const HEAD = 124; // px above the picture for the title, at 1280 px
const TYPE = { title: 28, told: 18 }; // px
const EDGE = 12; // px more around the picture than on the page
const SIDE = 24; // px left of the title and right of it
const MOST_LINES = 2; // under the headline
const USUAL = 1280; // px: a picture's type and lines are drawn for that width, and grow with it
const LEFT_OUT = ".draglayer, .hoverlayer, .modebar-container";
const SVG = "http://www.w3.org/2000/svg";

export class Film {
  constructor(parent, plotly, trouble) {
    this.root = document.createElement("div");
    this.root.className = "canyon-film";
    this.root.innerHTML = '<div class="canyon-view"><div class="canyon-plot"></div></div>';
    this.root.inert = true;
    parent.append(this.root);
    this.player = { step: Infinity, playing: false };
    this.figure = new Figure(this.root, plotly, this.player, trouble);
    this.figure.config = { displayModeBar: false, staticPlot: true, responsive: false };
  }

  // Draws a scene at a step. dark, title: may be left out; link: what the picture shows, for `canyon link`; moving: is it
  // the first frame of many, whose maps need not be as fine as those of a still that is enlarged?
  async pose(scene, { width, height, step, dark = false, title = true, link = "", moving = false }) {
    const { style } = this.root;
    [style.width, style.height] = [width, height].map((length) => `${length}px`);
    style.setProperty("--st-background-color", dark ? scene.dark["#ffffff"] : "#ffffff");
    this.scene = scene;
    this.size = { width, height };
    this.link = link;
    const scale = width / USUAL;
    const { l, r, t, b } = scene.layout.margin;
    const margin = { l: l + EDGE, r: r + EDGE, t: title ? HEAD : t + EDGE, b: b + EDGE };
    this.figure.look = { scale, dark, margin, pace: moving ? "resting" : "printed", layout: title ? titled(scene, scale) : {} };
    this.player.step = Math.min(step ?? scene.steps, scene.steps);
    this.figure.scene = scene;
    await this.figure.redraw(); // in full whatever was drawn before: another size or title, and maps at their finest
  }

  async show(step) {
    this.player.step = step;
    await this.figure.show(step);
  }

  // The picture as it stands, as the text of an SVG.
  svg() {
    const { width, height } = this.size;
    const { title, words } = this.scene;
    const whole = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, role: "img" })) {
      whole.setAttribute(name, value);
    }
    for (const [tag, text] of [["title", title], ["desc", words.summary], ["metadata", this.link]]) {
      const element = document.createElementNS(SVG, tag);
      element.textContent = text;
      whole.append(element);
    }
    const paper = document.createElementNS(SVG, "rect");
    const colour = getComputedStyle(this.root).backgroundColor;
    for (const [name, value] of Object.entries({ width, height, fill: colour })) paper.setAttribute(name, value);
    whole.append(paper);
    for (const layer of this.figure.plot.querySelectorAll(".main-svg")) {
      if (layer.matches(".svg-container .main-svg .main-svg")) continue;
      const copy = layer.cloneNode(true);
      for (const part of copy.querySelectorAll(LEFT_OUT)) part.remove();
      copy.removeAttribute("style");
      whole.append(copy);
    }
    return new XMLSerializer().serializeToString(whole);
  }

  // The picture as it stands, on a canvas of that many times its size.
  async canvas(scale = 1) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(this.svg())}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = scale * this.size.width;
    canvas.height = scale * this.size.height;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  stop() {
    this.figure.stop();
    this.root.remove();
  }
}

// A headline, and under it what happened: as many of its sentences as two lines have room for.
function titled({ title, words, layout }, scale) {
  const { family } = layout.font ?? {};
  return {
    title: {
      text: `<b>${title}</b>`,
      subtitle: { text: lines(words.summary, family).join("<br>"), font: { size: TYPE.told * scale } },
      x: SIDE / USUAL,
      xanchor: "left",
      y: 0.97,
      yanchor: "top",
      font: { size: TYPE.title * scale },
    },
  };
}

function lines(text, family = "sans-serif") {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${TYPE.told}px ${family}`;
  for (let told = text; ; told = told.slice(0, told.lastIndexOf(". ") + 1)) {
    const broken = [""];
    for (const word of told.split(" ")) {
      const longer = `${broken[broken.length - 1]} ${word}`.trim();
      if (context.measureText(longer).width > USUAL - 2 * SIDE) broken.push(word);
      else broken[broken.length - 1] = longer;
    }
    if (broken.length <= MOST_LINES || !told.includes(". ")) return broken.slice(0, MOST_LINES);
  }
}
