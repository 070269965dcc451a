// An act as a visitor meets it: the question, a guess, the run played, then which guess it bears out and why.

import { forget, leave, placeOf, write } from "./address.js";
import { solve, solved } from "./solved.js";
import { fill } from "./words.js";

const REST = 250; // ms without a change before the link is written
const LEAVING = 3000; // ms in which another page has come

export class Lesson {
  constructor(root, player, go) {
    Object.assign(this, { root, player, go });
    this.find = (name) => root.querySelector(`.canyon-${name}`);
    this.choice = null; // the guess made: 1 for the first, 0 for none but shown the answer, null before
    this.told = false; // has the run been seen, so that the answer may be said?
    player.rested = () => this.rested();
    root.querySelector("[data-action=home]").onclick = () => this.away({ page: "" });
    root.querySelector("[data-action=before]").onclick = () => this.turn(-1);
    for (const name of ["after", "onward"]) root.querySelector(`[data-action=${name}]`).onclick = () => this.turn(1);
    this.keys = (event) => this.key(event);
    this.back = () => this.lesson && this.adopt();
    document.addEventListener("keydown", this.keys, true); // before a slider, which would move by a page
    window.addEventListener("popstate", this.back);
  }

  // What the server says of the page's acts. True if this is another act than before.
  update(page, lesson) {
    const moved = page !== this.page || lesson.act !== this.lesson?.act;
    this.page = page;
    this.lesson = lesson;
    if (moved) {
      this.scene = null; // the one here answers another question
      this.adopt();
    }
    this.render();
    return moved;
  }

  get act() {
    return this.lesson.acts[this.lesson.act][0];
  }

  // The guess and the step that the link has, or those with which an act opens.
  adopt() {
    clearTimeout(this.writing);
    const place = placeOf(this.page, this.act, this.lesson.acts[0][0]);
    const guess = place?.guess ?? null;
    this.choice = guess !== null && guess <= this.lesson.guesses.length ? guess : null;
    this.told = this.choice !== null;
    this.player.pause();
    this.player.position = place?.step ?? (this.told ? Infinity : this.opening);
    this.render();
    if (this.player.steps > 0) this.player.draw(); // of the act before until this one's picture is here, but where this begins
    this.later();
  }

  get opening() {
    return this.lesson.opens_at ?? Infinity;
  }

  // A scene: its answer is said as soon as the run has been seen.
  take(scene) {
    this.scene = scene;
    if (!this.lesson) return;
    this.later();
    if (this.choice !== null && !this.told && !this.player.playing && scene.progress >= 1) this.tell();
    this.render();
  }

  // A guess, or 0 for none: the run is played. Once it has been, another guess only changes what is said of it.
  choose(choice) {
    const first = this.choice === null;
    this.choice = choice;
    if (first) this.play();
    this.render();
    this.later();
  }

  play() {
    const growing = this.scene && this.scene.progress < 1;
    if (growing) this.player.go(Infinity); // as far as it has come
    else if (this.player.calm.matches) this.player.go(Infinity);
    else this.player.from(this.opening === Infinity ? 0 : this.opening);
  }

  // Before the guess, once more.
  again() {
    this.choice = null;
    this.told = false;
    this.player.go(this.opening);
    this.render();
    this.later();
  }

  // The playback has come to a rest.
  rested() {
    if (this.choice !== null && !this.told && (this.scene?.progress ?? 0) >= 1) this.tell();
    this.later();
  }

  tell() {
    this.told = true;
    solve(this.page, this.act);
    this.render();
  }

  later() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.settle(), REST);
  }

  // What can wait until nothing moves: to ask whether the text has room would lay out the page once more in each frame.
  settle() {
    const said = this.find("said");
    said.tabIndex = said.scrollHeight > said.clientHeight ? 0 : -1; // an answer with more lines than room is scrolled by keys
    this.write();
  }

  write() {
    if (!this.lesson || !this.scene) return;
    const { step, steps, position } = this.player;
    const usual = this.choice === null ? this.opening : Infinity;
    const there = position === usual || (usual === Infinity && step >= steps);
    const place = { guess: this.choice, step: there ? null : Math.floor(step) };
    write(this.page, this.act, this.lesson.acts[0][0], place);
  }

  // The next or the previous question; after a page's last one the next page.
  turn(by) {
    const { acts, act, next } = this.lesson;
    const to = acts[act + by];
    if (to) this.open(to[0]);
    else if (by > 0 && next) this.away({ page: next.page, act: next.act });
  }

  away(to) {
    if (this.leaving && performance.now() < this.leaving) return; // a hand that presses twice means one page
    this.leaving = performance.now() + LEAVING;
    this.write();
    forget(to.page);
    leave();
    this.go(to);
  }

  open(act) {
    this.write();
    forget(this.page);
    this.go({ page: this.page, act });
  }

  key(event) {
    if (!this.lesson || !["PageDown", "PageUp"].includes(event.key)) return;
    if (event.target.closest?.("input:not([type=range]), textarea, dialog")) return; // where they mean something else
    event.preventDefault();
    event.stopPropagation();
    this.turn(event.key === "PageDown" ? 1 : -1);
  }

  render() {
    const { acts, act, guesses, setup, look, next } = this.lesson;
    const right = this.told ? this.scene?.answer?.right : undefined;
    fill(this.find("question"), acts[act][1]);
    this.find("which").textContent = `${act + 1} of ${acts.length}`;
    this.dots();
    this.guesses(guesses, right);
    this.root.toggleAttribute("data-revealed", this.told);
    fill(this.find("said"), this.told ? this.verdict() : this.choice === null ? setup : look);
    const last = act === acts.length - 1;
    const onward = this.root.querySelector("[data-action=onward]");
    onward.textContent = last && next ? `On to ${next.menu}` : "Next question";
    onward.disabled = this.root.querySelector("[data-action=after]").disabled = last && !next;
    this.root.querySelector("[data-action=before]").disabled = act === 0;
  }

  verdict() {
    const { answer } = this.scene ?? {};
    if (!answer) return "";
    const { right, because } = answer;
    if (!right) return `**None of these, in this run.** ${because}`;
    const said = this.choice === 0 ? "" : this.lesson.guesses[this.choice - 1] === right ? "Yes: " : "No: ";
    return `**${said}${right}.** ${because}`;
  }

  // A button for each guess, and one for who would rather see.
  guesses(texts, right) {
    const labels = [...texts, this.choice === null ? "Show me" : "Guess again"];
    const box = this.find("guesses");
    while (box.children.length > labels.length) box.lastElementChild.remove();
    while (box.children.length < labels.length) {
      const button = document.createElement("button");
      button.type = "button";
      box.append(button);
    }
    labels.forEach((label, i) => {
      const button = box.children[i];
      const guess = i < texts.length;
      if (button.textContent !== label) button.textContent = label;
      button.className = guess ? "canyon-guess" : "canyon-show";
      button.onclick = () => (guess ? this.choose(i + 1) : this.choice === null ? this.choose(0) : this.again());
      const chosen = guess && this.choice === i + 1;
      if (guess) button.setAttribute("aria-pressed", chosen);
      else button.removeAttribute("aria-pressed");
      button.dataset.mark = !guess || right === undefined ? "" : label === right ? "right" : chosen ? "wrong" : "";
    });
  }

  // A dot for each act, filled where it has been solved.
  dots() {
    const done = solved();
    const { acts, act } = this.lesson;
    const box = this.find("dots");
    while (box.children.length > acts.length) box.lastElementChild.remove();
    while (box.children.length < acts.length) {
      const dot = document.createElement("button");
      dot.type = "button";
      box.append(dot);
    }
    acts.forEach(([name, question], i) => {
      const dot = box.children[i];
      const is = done.has(`${this.page}/${name}`);
      dot.title = question;
      dot.setAttribute("aria-label", `${i + 1}. ${question}${is ? " (solved)" : ""}`);
      if (i === act) dot.setAttribute("aria-current", "step");
      else dot.removeAttribute("aria-current");
      dot.toggleAttribute("data-solved", is);
      dot.onclick = () => i !== act && this.open(name);
    });
  }

  stop() {
    this.write();
    clearTimeout(this.writing);
    document.removeEventListener("keydown", this.keys, true);
    window.removeEventListener("popstate", this.back);
  }
}
