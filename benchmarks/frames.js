// Runs in the page and notes, for each frame, what it shows: the value under the hand and the picture drawn. It looks
// last before the frame is painted, when a resize observer is told, after all animation callbacks and the layout.

window.frames = {
  // From now on, until `stop`. field: the slider in the hand, "" for none; uids: the traces whose lines are the picture.
  start(field, uids) {
    const input = field && document.querySelector(`.st-key-${field} input[type=range]`);
    const mark = document.createElement("div");
    mark.style.cssText = "position:fixed;left:0;top:0;width:1px;height:1px;visibility:hidden";
    document.body.append(mark);
    this.shown = [];
    this.moved = 0; // until the hand has pressed
    this.listener = (event) => event.buttons && (this.moved = event.timeStamp);
    for (const kind of ["pointermove", "pointerdown"]) addEventListener(kind, this.listener, true);
    performance.setResourceTimingBufferSize(10000);
    this.began = performance.now();
    this.going = true;
    let wide = false;
    new ResizeObserver(() => {
      if (!this.going) return;
      const value = input ? Number(input.value) : null;
      this.shown.push({ at: performance.now(), value, moved: this.moved, lines: this.lines(uids) });
    }).observe(mark);
    const frame = () => {
      if (!this.going) return mark.remove();
      wide = !wide;
      mark.style.width = wide ? "2px" : "1px";
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  },

  // What each frame showed: {at, value, moved, lines}, with times in ms and lines the index of its picture.
  stop() {
    this.going = false;
    for (const kind of ["pointermove", "pointerdown"]) removeEventListener(kind, this.listener, true);
    const pictures = new Map(); // each picture once, by number
    const number = (lines) => pictures.get(lines) ?? pictures.set(lines, pictures.size).get(lines);
    const frames = this.shown.map((frame) => ({ ...frame, lines: number(frame.lines) }));
    return { frames, pictures: [...pictures.keys()] };
  },

  // How many scenes have been asked for since `start`, and how many were under way at once at most.
  asked() {
    const scenes = performance.getEntriesByType("resource").filter(({ name, startTime }) => name.includes("/scene/") && startTime > this.began);
    const under = (time) => scenes.filter((one) => one.startTime <= time && time < one.responseEnd).length;
    return { count: scenes.length, most: Math.max(0, ...scenes.map((one) => under(one.startTime))) };
  },

  // These lines as they are drawn.
  lines(uids) {
    const plot = document.querySelector(".canyon-plot");
    return uids.map((uid) => plot.querySelector(`.trace${uid} path.js-line`)?.getAttribute("d")).join(" ");
  },

  // The named lines on the first axes, in the canyon the paths on the map; where there are none, all lines.
  uids() {
    const { data } = document.querySelector(".canyon-plot");
    const lines = data.filter((trace) => trace.type === "scatter" && trace.mode === "lines");
    const map = lines.filter((trace) => (trace.xaxis ?? "x") === "x" && trace.name);
    return (map.length > 0 ? map : lines).map((trace) => trace.uid);
  },

  // For each address of a scene, what `lines` must be at its last step: computed from the scene, for the axes as drawn.
  async expected(addresses) {
    const [{ decode }, { at }] = await Promise.all(["payload.js", "look.js"].map((name) => import(this.loaded(name))));
    const { xaxis, yaxis } = document.querySelector(".canyon-plot")._fullLayout;
    const uids = this.uids();
    const line = (scene, uid) => {
      const index = scene.data.findIndex((trace) => trace.uid === uid);
      const arrays = scene.tracks.filter((track) => track.index === index).map((track) => at(track, scene.steps));
      const { x, y } = Object.assign({ ...scene.data[index] }, ...arrays);
      return "M" + Array.from(x, (value, i) => `${xaxis.d2p(value).toFixed(1)},${yaxis.d2p(y[i]).toFixed(1)}`).join("L");
    };
    const found = [];
    for (const address of addresses) {
      const [scene] = decode(new Uint8Array(await (await fetch(address)).arrayBuffer())).scenes;
      const alone = scene();
      found.push(uids.map((uid) => line(alone, uid)).join(" "));
    }
    return found;
  },

  // The address of a module that the page has.
  loaded(name) {
    return performance.getEntriesByType("resource").find((entry) => entry.name.endsWith(`/${name}`)).name;
  },
};
