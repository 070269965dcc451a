// Playback: the position in steps, the controls that move it, and the clock that moves it while playing.


export class Player {
  constructor(root, show) {
    this.root = root;
    this.show = show;
    this.steps = 0;
    this.seconds = 1; // of a whole run at normal speed
    this.rested = () => {}; // called when a hand or the end has stopped it
    this.position = Infinity; // the end, whatever the number of steps
    this.playing = false;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.scrub = root.querySelector("[data-action=scrub]");
    this.speed = root.querySelector("[data-action=speed]");
    this.counter = root.querySelector(".canyon-counter");
    const actions = {
      first: () => this.go(0),
      back: () => this.go(Math.ceil(this.step) - 1),
      play: () => this.toggle(),
      forward: () => this.go(Math.floor(this.step) + 1),
      last: () => this.go(Infinity),
    };
    for (const [name, act] of Object.entries(actions)) root.querySelector(`[data-action=${name}]`).onclick = act;
    this.scrub.oninput = () => this.go(Number(this.scrub.value));
    this.keys = (event) => this.key(event, actions);
    document.addEventListener("keydown", this.keys);
  }

  get step() {
    return Math.min(this.position, this.steps);
  }

  // New data: the same position, or the end if it was there.
  resize({ steps, unit, seconds }) {
    Object.assign(this, { steps, unit, seconds });
    this.scrub.max = steps;
    this.counter.dataset.widest = `${unit} ${steps} / ${steps}`;
    if (this.position > steps) this.position = Infinity;
    this.report();
  }

  go(step) {
    this.pause();
    this.position = step >= this.steps ? Infinity : Math.max(0, step);
    this.draw();
    this.rested();
  }

  // Plays from a step on.
  from(step) {
    this.pause();
    this.position = step;
    if (step >= this.steps) this.go(Infinity);
    else this.toggle();
  }

  toggle() {
    if (this.playing) {
      this.go(Math.round(this.step));
      return;
    }
    if (this.step >= this.steps) this.position = 0;
    this.playing = true;
    this.root.dataset.playing = "true";
    this.label();
    this.clock = performance.now();
    this.tick();
  }

  pause() {
    this.playing = false;
    this.root.dataset.playing = "false";
    this.label();
  }

  async tick() {
    const playback = (this.playback = {}); // one at a time: another may begin before this one has seen its end
    while (this.playing && this.playback === playback) {
      const now = performance.now();
      const rate = (this.steps / this.seconds) * Number(this.speed.value);
      this.position = this.step + (rate * (now - this.clock)) / 1000;
      this.clock = now;
      if (this.position >= this.steps) {
        this.go(Infinity);
        return;
      }
      await this.draw();
      this.root.dataset.frames = Number(this.root.dataset.frames ?? 0) + 1;
      await new Promise(requestAnimationFrame);
    }
  }

  draw() {
    this.report();
    return this.show(this.calm.matches ? Math.floor(this.step) : this.step);
  }

  report() {
    const step = Math.floor(this.step);
    this.scrub.value = step;
    this.scrub.setAttribute("aria-valuetext", `${this.unit} ${step} of ${this.steps}`);
    this.counter.textContent = `${this.unit} ${step} / ${this.steps}`;
    this.root.dataset.step = step;
  }

  label() {
    const button = this.root.querySelector("[data-action=play]");
    button.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    button.title = this.playing ? "Pause (space)" : "Play (space)";
  }

  key(event, actions) {
    const target = event.target;
    const free = target === document.body || target === this.root;
    const taken = event.key === " " ? "input, select, button, a" : "input, select"; // by what has the focus
    const own = this.root.contains(target) && !target.closest(taken);
    if (!(free || own) || event.ctrlKey || event.metaKey || event.altKey) return;
    const name = { " ": "play", ArrowLeft: "back", ArrowRight: "forward", Home: "first", End: "last" }[event.key];
    if (!name) return;
    event.preventDefault();
    actions[name]();
  }

  stop() {
    this.playing = false;
    document.removeEventListener("keydown", this.keys);
  }
}
