// The stage: fetches the scenes of a link, draws them with plotly.js and plays them, and follows the hand.
// One Stage lives in each mounted component; a rerun calls `update` on it and nothing is built anew.

import { Figure } from "./figure.js";
import { Hand, textOf, told } from "./hand.js";
import { Lesson } from "./lesson.js";
import { pick } from "./pick.js";
import { Player } from "./player.js";
import { readouts, report } from "./readouts.js";
import { Slides } from "./slides.js";
import { having, same, Source, without } from "./source.js";
import { HTML } from "./template.js";
import { say } from "./words.js";

const OVERTAKEN = 200; // ms within which an overtaken run's successor has begun

export class Stage {
  // source: where its scenes come from, the server unless said.
  constructor(parent, plotly, source = new Source()) {
    this.root = document.createElement("div");
    this.root.className = "canyon-stage";
    this.root.tabIndex = 0;
    this.root.innerHTML = HTML;
    parent.appendChild(this.root);
    this.source = source;
    this.player = new Player(this.root, (step) => this.show(step));
    this.figure = new Figure(this.root, plotly, this.player, (error) => this.trouble("program", error));
    this.hand = new Hand((field) => this.approach(field), (field, index) => this.hold(field, index));
    this.lesson = new Lesson(this.root, this.player, (to) => this.go(to));
    this.slides = new Slides(this);
    this.troubles = {};
    this.waiting = null;
    this.holding = null; // stands for the newest value that a hand gives a slider
    this.dragged = null; // what a hand on the picture sets just now
    this.returned = () => this.hand.rest();
    window.addEventListener("popstate", this.returned);
    pick(this);
    // The whole page, so that the act's sliders stay at hand.
    this.root.querySelector("[data-action=full]").onclick = () =>
      document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    this.root.querySelector("[data-action=stop]").onclick = () => this.halt();
  }

  // A rerun: the page, the query of its view, its sliders, and its lesson.
  update(component) {
    const { data } = component;
    const moved = this.page !== data.page || this.version !== data.version;
    this.component = component;
    this.page = data.page;
    this.version = data.version;
    this.source.at(data);
    this.hand.sliders = data.sliders;
    const turned = this.lesson.update(data.page, data.lesson);
    const anew = moved || turned;
    if (anew) this.leave();
    this.hand.resume();
    const query = anew || !this.source.served ? data.query : this.newest(data.query);
    if (anew || !same(this.query, query)) this.ask(query);
    else this.query = query;
  }

  // A query as Streamlit tells it, with what the hand has done since.
  newest(query) {
    const now = this.hand.newest(query);
    return this.dragged ? having(now, this.dragged) : now;
  }

  // What is under way for another page or act would come as this one's.
  leave() {
    this.request?.abort();
    this.request = this.waiting = this.holding = this.dragged = null;
    this.hand.rest();
  }

  // Only the picture of a page and its playback, without a lesson.
  exhibit(component) {
    const { data } = component;
    this.component = component;
    this.page = data.page;
    this.source.at(data);
    if (this.query !== data.query) this.ask(data.query);
  }

  // Shows the scene of a query: from a sweep that is here, or from the server as it comes. One request at a time; while
  // one is under way, the newest query waits and older ones are forgotten.
  ask(query) {
    if (this.gone) return;
    this.query = query;
    const kept = this.source.kept(query);
    if (kept) {
      this.request?.abort();
      this.waiting = null;
      this.present(kept);
    } else if (this.request && !this.growing) {
      this.waiting = query;
    } else {
      this.request?.abort();
      this.fetch(query);
    }
  }

  async fetch(query) {
    const request = (this.request = new AbortController());
    this.waiting = null; // else what has waited overtakes itself as soon as it grows, again and again
    this.growing = false;
    const current = () => this.request === request;
    let whole = null;
    const take = (scene) => {
      if (!current()) return;
      this.growing = scene.progress < 1;
      if (this.growing) this.present(scene);
      else whole = scene;
      if (this.growing && this.waiting !== null) this.ask(this.waiting);
    };
    await this.source.scene(query, take, (error) => current() && this.trouble("scene", error), request.signal);
    if (!current()) return;
    this.request = null;
    this.growing = false;
    const { waiting } = this;
    this.waiting = null;
    const overtaken = waiting !== null && waiting !== query;
    if (overtaken) this.ask(waiting); // first, so that the server computes while this one is drawn
    if (whole && (!overtaken || this.request)) this.present(whole);
  }

  // What a long computation has now is all.
  halt() {
    this.request?.abort();
    this.request = null;
    this.growing = false;
    this.progress(1);
  }

  approach(field) {
    if (this.hand.sliders[field].swept) this.source.sweep(this.query, field);
  }

  async hold(field, index) {
    const slider = this.hand.sliders[field];
    const text = textOf(slider, index);
    const holding = (this.holding = {});
    if (told(this.query, field, slider) === text) return; // where another act has it, or Back
    if (slider.swept) {
      const others = without(this.query, field);
      const coming = this.source.sweep(this.query, field);
      const sweep = coming.ready ?? (await coming);
      if (this.holding !== holding) return; // on another value by now, or in another act
      if (sweep && others !== without(this.query, field)) return this.hold(field, index); // another setting has changed
      const found = sweep?.at(this.query, index);
      if (found) {
        this.query = found.query;
        this.request?.abort();
        this.waiting = null;
        this.present(found.scene);
      }
      if (sweep) return;
      slider.swept = false; // the server cannot: then one by one
    }
    this.ask(having(this.query, { [field]: text }));
  }

  // A point that is dragged over the picture.
  move(values) {
    this.dragged = values;
    this.ask(having(this.query, values));
  }

  // The point has turned out not to be dragged.
  back(query) {
    this.dragged = null;
    this.ask(query);
  }

  // To another act or page.
  go(to) {
    this.hand.rest();
    this.component.setTriggerValue("go", to);
  }

  drop(values) {
    this.dragged = null;
    this.component.setTriggerValue("start", values);
  }

  present(scene) {
    if (this.gone) return;
    this.scene = scene;
    this.player.resize(scene);
    readouts(this.root, scene);
    report(this.root, scene, this.player.step);
    say(this.root, scene);
    this.lesson.take(scene);
    this.progress(scene.progress);
    this.figure.draw(scene);
  }

  show(step) {
    if (!this.scene) return null;
    report(this.root, this.scene, step);
    return this.figure.show(step);
  }

  progress(share) {
    this.root.querySelector(".canyon-progress").hidden = share >= 1;
    this.root.querySelector("progress").value = share;
  }

  // Says in the picture's place what did not arrive, until it has.
  trouble(what, error) {
    if (error) this.troubles[what] = error;
    else delete this.troubles[what];
    const box = this.root.querySelector(".canyon-trouble");
    const [first] = Object.keys(this.troubles);
    const names = { program: "The picture's program", scene: "The picture" };
    box.hidden = first === undefined;
    box.textContent = first ? `${names[first]} did not arrive. Trying again …` : "";
  }

  stop() {
    this.gone = true; // what still comes is neither drawn, nor does it bring what waited for it
    this.request?.abort();
    this.lesson.stop();
    this.player.stop();
    this.hand.stop();
    window.removeEventListener("popstate", this.returned);
    this.slides.stop();
    this.figure.stop();
    this.root.remove();
  }
}

export default function (component, plotly) {
  const parent = component.parentElement;
  const stage = (parent.canyonStage ??= new Stage(parent, plotly));
  const run = (stage.run = (stage.run ?? 0) + 1);
  const [data] = component.data;
  stage.update({ ...component, data });
  // Streamlit also cleans up after a run that the next one has overtaken, before or after that begins in the same place.
  return () =>
    setTimeout(() => {
      if (stage.run !== run) return;
      stage.stop();
      delete parent.canyonStage;
    }, OVERTAKEN);
}
