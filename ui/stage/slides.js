// "For slides": what is shown as a file, a link, a code for the class, and a command. Pictures are drawn here (film.js);
// what the program has to compute comes from the server, and is not offered in a page without one.

import { copy } from "./address.js";
import { show } from "./code.js";
import { framed, marked, png, save } from "./files.js";
import { Film } from "./film.js";
import { command, MENU } from "./menu.js";
import { having } from "./source.js";

const SIZE = { width: 1280, height: 720 }; // px for which a picture is laid out
const SHARP = 1.5; // px of a PNG for each of these
const RATE = 12; // frames a second of a GIF
const MOST_FRAMES = 90;
const template = { dark: false, title: true }; // as last chosen

export class Slides {
  constructor(stage) {
    this.stage = stage;
    this.button = stage.root.querySelector("[data-action=slides]");
    this.button.onclick = () => this.open();
  }

  // What a picture shows, for `canyon link` and `canyon picture`: the settings as they are now, and the step but the last.
  get link() {
    const { page, player, query } = this.stage;
    const asked = player.step < player.steps ? having(query, { step: this.step }) : query;
    return page + (asked && `?${asked}`);
  }

  get step() {
    return Math.floor(this.stage.player.step);
  }

  get name() {
    return `${this.stage.page}-${this.stage.lesson.act}`;
  }

  open() {
    const { player, root, source } = this.stage;
    if (player.playing) player.toggle(); // the step shown is the one that is there
    if (!this.menu) {
      root.insertAdjacentHTML("beforeend", MENU);
      this.menu = root.lastElementChild;
      this.wire();
    }
    for (const part of this.menu.querySelectorAll("[data-served]")) part.hidden = !source.served;
    this.choose();
    this.say("");
    this.menu.showModal();
  }

  wire() {
    const { menu } = this;
    const doing = {
      close: () => menu.close(),
      cancel: () => this.say("Cancelled."),
      png: () => this.give("png", () => this.png()),
      svg: () => this.give("svg", () => this.filmed((film) => film.svg())),
      gif: () => this.give("gif", (signal) => this.gif(signal)),
      html: () => this.give("html", (signal) => this.served("html", { theme: template.dark ? "dark" : "light" }, signal)),
      csv: () => this.give("csv", (signal) => this.served("csv", {}, signal)),
      torch: () => this.give("torch.py", (signal) => this.served("py", { library: "torch" }, signal)),
      keras: () => this.give("keras.py", (signal) => this.served("py", { library: "keras" }, signal)),
      link: async () => this.copied(location.href, "The link is copied.", "Copy it from the address bar."),
      code: () => this.code(),
      command: () => this.copied(this.told.textContent, "The command is copied.", "Select the command and copy it."),
    };
    this.told = menu.querySelector("code");
    menu.onclick = ({ target }) => {
      if (target === menu) menu.close(); // beside it
      const { slides } = target.closest("[data-slides]")?.dataset ?? {};
      if (slides) doing[slides]();
    };
    menu.onchange = ({ target }) => {
      template[target.name] = target.type === "radio" ? target.value === "true" : target.checked;
      this.choose();
    };
    menu.onkeydown = (event) => event.stopPropagation(); // the page's keys rest
    menu.onclose = () => {
      this.working?.abort();
      this.button.focus();
    };
  }

  // The template that is chosen, and the command that goes with it.
  choose() {
    const { elements } = this.menu.querySelector("form");
    elements.dark.value = String(template.dark);
    elements.title.checked = template.title;
    this.told.textContent = command(this.link, `${this.name}.png`, template);
  }

  // Does something that takes a while, one thing at a time, and saves what it gives.
  async give(ending, make) {
    this.say("");
    if (!this.stage.scene) return this.say("The picture is not here yet.");
    const { signal } = (this.working = new AbortController());
    const name = ending.includes(".") ? `${this.name}-${ending}` : `${this.name}.${ending}`;
    this.progress(null);
    try {
      const made = await make(signal);
      if (signal.aborted) return;
      save(made, name, { png: "image/png", svg: "image/svg+xml" }[ending]);
      this.say(`Saved as ${name}.`);
    } catch (error) {
      if (!signal.aborted) this.say(error.message);
    }
  }

  // Poses what is shown out of sight, and gives what `take` makes of it.
  async filmed(take, moving = false) {
    const { figure, scene } = this.stage;
    const film = new Film(document.body, figure.url, (error) => error && this.say("The picture's program did not arrive. Trying again …"));
    try {
      await film.pose(scene, { ...SIZE, ...template, moving, step: this.step, link: this.mark });
      return await take(film);
    } finally {
      film.stop();
    }
  }

  // What a file says of itself, as slides/marks.py writes it: the link, and all settings, those that the link leaves out too.
  get mark() {
    const query = new URLSearchParams(this.stage.query);
    const settings = Object.entries(this.stage.lesson.lesson.settings).map(
      ([name, text]) => `${name}=${query.has(name) ? query.getAll(name).join(",") : text}`,
    );
    return `canyon: ${this.link}\n${settings.join("; ")}`;
  }

  png() {
    const { mark } = this;
    return this.filmed(async (film) => marked(await png(await film.canvas(SHARP)), mark));
  }

  // The frames are drawn here and put together by the server.
  async gif(signal) {
    const { steps, seconds } = this.stage.scene;
    const { page, query } = this.stage;
    const last = Math.min(Math.max(Math.round(seconds * RATE), 1), MOST_FRAMES - 1);
    const frames = await this.filmed(async (film) => {
      const drawn = [];
      for (let i = 0; i <= last; i++) {
        await film.show((steps * i) / last);
        drawn.push(await png(await film.canvas()));
        signal.throwIfAborted();
        this.progress((i + 1) / (last + 1));
      }
      return drawn;
    }, true);
    return this.fetch(`${page}.gif`, query, { method: "POST", body: framed(frames), signal });
  }

  served(kind, how, signal) {
    const { page, query } = this.stage;
    return this.fetch(`${page}.${kind}`, having(query, how), { signal });
  }

  // A file of the server; what it refuses is thrown as its sentence.
  async fetch(name, query, options) {
    const response = await fetch(this.stage.source.file(name, query), options).catch((error) => {
      throw options?.signal?.aborted ? error : new Error("The server does not answer. Try again.");
    });
    if (response.ok) return response.blob();
    if (response.status === 503) throw new Error("The server has too much to do just now. Try again in a moment.");
    throw new Error(response.status < 500 ? await response.text() : "The server could not make it.");
  }

  async copied(text, done, failed) {
    this.say((await copy(text, this.menu)) ? done : failed);
  }

  async code() {
    this.say("");
    const link = location.href;
    try {
      const picture = await this.fetch("qr.svg", having("", { link }));
      this.menu.close();
      show(this.stage.root, picture, link);
    } catch (error) {
      this.say(error.message);
    }
  }

  // One sentence; what was under way is over.
  say(text) {
    this.working?.abort();
    this.menu.querySelector(".canyon-under-way").hidden = true;
    this.menu.querySelector("[role=status]").textContent = text;
  }

  // share: of what is under way, null where nobody knows.
  progress(share) {
    this.menu.querySelector(".canyon-under-way").hidden = false;
    const bar = this.menu.querySelector("progress");
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
  }

  stop() {
    this.working?.abort();
  }
}
