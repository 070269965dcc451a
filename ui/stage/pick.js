// A point by hand: a click or a drag on the first axes sets the settings of its coordinates; the picture follows while the
// button is held.

const SLOP = 8; // px that a finger moves before it drags

export function pick(stage) {
  const { plot } = stage.figure;
  let held = null; // where a hand has come down, on what view, and does the point move with it?

  const where = (event) => {
    const { xaxis, yaxis } = plot._fullLayout;
    // plotly.js has no public way from a pixel to a coordinate; p2d and _offset have been stable since version 1.
    const box = plot.getBoundingClientRect();
    const point = [
      xaxis.p2d(event.clientX - box.left - xaxis._offset),
      yaxis.p2d(event.clientY - box.top - yaxis._offset),
    ];
    const { fields, domain } = stage.scene.pick;
    const within = domain.map(([low, high], i) => Math.min(Math.max(point[i], low), high)); // one field follows x alone
    return Object.fromEntries(fields.map((field, i) => [field, Number(within[i].toPrecision(3))]));
  };

  plot.addEventListener("pointerdown", (event) => {
    const onMap = event.target.closest?.(".xy .nsewdrag, .nsewdrag[data-subplot=xy]");
    if (!stage.scene?.pick || !onMap || plot._fullLayout.dragmode !== false || event.button !== 0) return;
    held = { x: event.clientX, y: event.clientY, query: stage.query, moves: event.pointerType !== "touch" };
    plot.setPointerCapture(event.pointerId);
    if (held.moves) stage.move(where(event));
  });
  plot.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y].map(Math.abs);
    held.moves ||= x > Math.max(y, SLOP); // a finger that goes up or down scrolls the page
    if (held.moves) stage.move(where(event));
  });
  plot.addEventListener("pointerup", (event) => {
    if (held) stage.drop(where(event));
    held = null;
  });
  plot.addEventListener("pointercancel", () => {
    if (held?.moves) stage.back(held.query);
    held = null;
  });
}
