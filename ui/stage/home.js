// The first page: what Canyon is, the race running by itself, and the lessons with their questions and what has been solved.

import { forget, leave } from "./address.js";
import { solved } from "./solved.js";
import { Stage } from "./stage.js";

const PAUSE = 2500; // ms at the end of the race before it runs again

const HTML = `
  <section class="canyon-welcome">
    <div class="canyon-words">
      <h1>Watch networks learn</h1>
      <p>Canyon shows how SGD, momentum, RMSProp and Adam find their way down an error, first on a landscape of two
      parameters, then in networks. Each lesson asks: guess, watch the run, see why, then try.</p>
      <ol class="canyon-lessons"></ol>
    </div>
    <div class="canyon-race"></div>
  </section>
  <section class="canyon-questions"></section>`;

export class Home {
  // source: where the race comes from, the server unless said.
  constructor(parent, plotly, source) {
    this.root = document.createElement("div");
    this.root.className = "canyon-home";
    this.root.innerHTML = HTML;
    parent.appendChild(this.root);
    this.stage = new Stage(this.root.querySelector(".canyon-race"), plotly, source);
    this.stage.root.classList.add("canyon-showing");
  }

  update(component) {
    const { data } = component;
    this.component = component;
    this.base = data.base;
    this.stage.exhibit(component);
    this.list(data.lessons);
    this.run();
  }

  // The race again and again; at rest at its end for those who want less motion.
  run() {
    const { player } = this.stage;
    if (player.calm.matches || this.running) return;
    this.running = true;
    player.rested = () => {
      clearTimeout(this.next);
      if (player.step >= player.steps) this.next = setTimeout(() => player.from(0), PAUSE);
    };
    const begin = () => (this.stage.scene ? player.from(0) : (this.next = setTimeout(begin, 200)));
    begin();
  }

  list(lessons) {
    const done = solved();
    const rows = lessons.map(({ page, menu, acts }) => {
      const count = acts.filter(([name]) => done.has(`${page}/${name}`)).length;
      const row = document.createElement("li");
      const link = this.link(page, acts[0][0], menu);
      const about = document.createElement("span");
      about.textContent = count === 0 ? acts[0][1] : count === acts.length ? "all solved" : `${count} of ${acts.length} solved`;
      row.toggleAttribute("data-solved", count === acts.length);
      row.append(link, about);
      return row;
    });
    this.root.querySelector(".canyon-lessons").replaceChildren(...rows);
    const blocks = lessons.map(({ page, title, acts }) => {
      const block = document.createElement("div");
      const head = document.createElement("h2");
      head.textContent = title;
      const list = document.createElement("ol");
      list.append(
        ...acts.map(([name, question]) => {
          const item = document.createElement("li");
          item.append(this.link(page, name, question));
          const is = done.has(`${page}/${name}`);
          item.toggleAttribute("data-solved", is);
          if (is) item.append(Object.assign(document.createElement("span"), { textContent: " ✓", ariaLabel: "solved" }));
          return item;
        }),
      );
      block.append(head, list);
      return block;
    });
    this.root.querySelector(".canyon-questions").replaceChildren(...blocks);
  }

  // A link that also opens in another window; here it changes the page without loading the program anew.
  link(page, act, text) {
    const link = document.createElement("a");
    link.href = `${this.base}/${page}?act=${act}`;
    link.textContent = text;
    link.onclick = (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      forget(page);
      leave();
      this.component.setTriggerValue("go", { page, act });
    };
    return link;
  }

  stop() {
    clearTimeout(this.next);
    this.stage.player.rested = () => {};
    this.stage.stop();
    this.root.remove();
  }
}

export default function (component, plotly) {
  const parent = component.parentElement;
  const home = (parent.canyonHome ??= new Home(parent, plotly));
  const [data] = component.data;
  home.update({ ...component, data });
  return () => {
    home.stop();
    delete parent.canyonHome;
  };
}
