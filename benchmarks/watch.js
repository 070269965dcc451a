// Runs in the page and notes when the picture changes. The picture is the lines that plotly.js draws, in the app as in
// the floor; where there is a stage, it must also have reported that it finished.

window.pictures = {
  stage: () => document.querySelector(".canyon-stage"),
  lines: () => Array.from(document.querySelectorAll("path.js-line"), (path) => path.getAttribute("d")).join(),

  // The next key press starts the clock; `moved` is then the time in ms until the picture has changed.
  arm() {
    const lines = this.lines();
    const drawn = this.stage()?.dataset.drawn;
    let began;
    addEventListener("keydown", (event) => (began = event.timeStamp), { once: true, capture: true });
    this.moved = new Promise((done, failed) => {
      const watch = new MutationObserver(() => {
        if (this.lines() === lines || (this.stage() && this.stage().dataset.drawn === drawn)) return;
        watch.disconnect();
        done(performance.now() - began);
      });
      const what = { subtree: true, childList: true, attributes: true, attributeFilter: ["d", "data-drawn"] };
      watch.observe(document.body, what);
      setTimeout(() => failed(new Error("the slider moved and the picture did not change")), 10000);
    });
  },

  // From now on each new picture that the stage counts in this attribute.
  record(attribute) {
    let last = this.lines();
    this.times = [];
    this.recorder = new MutationObserver(() => {
      const lines = this.lines();
      if (lines === last) return;
      last = lines;
      this.times.push(performance.now());
    });
    this.recorder.observe(this.stage(), { attributes: true, attributeFilter: [attribute] });
  },

  // When each picture came, in ms, and the time now.
  stop() {
    this.recorder.disconnect();
    return [...this.times, performance.now()];
  },

  // Until the page has had nothing to do for 300 ms: longer than a picture waits to be drawn in full (figure.js).
  async quiet() {
    let last = "";
    for (let still = 0; still < 6; still += 1) {
      const running = document.querySelector("[data-testid=stApp]:not([data-test-script-state=notRunning])");
      const lines = this.lines();
      const now = lines + (this.stage()?.dataset.drawn ?? "");
      if (running || lines === "" || now !== last) still = 0;
      last = now;
      await new Promise((done) => setTimeout(done, 50));
    }
  },
};
