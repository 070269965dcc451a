// The start point by hand: a click or a drag on the map moves it; the path follows while the button is held.

export function pick(stage) {
  const plot = stage.plot;
  let held = false;

  const where = (event) => {
    const { xaxis, yaxis } = plot._fullLayout;
    // plotly.js has no public way from a pixel to a coordinate; p2d and _offset have been stable since version 1.
    const box = plot.getBoundingClientRect();
    const x = xaxis.p2d(event.clientX - box.left - xaxis._offset);
    const y = yaxis.p2d(event.clientY - box.top - yaxis._offset);
    // one field follows x alone
    return stage.scene.pick.domain.map(([low, high], i) => Math.min(Math.max([x, y][i], low), high));
  };
  const draft = (event) => {
    const place = where(event);
    stage.drafts.ask({ point: Object.fromEntries(stage.scene.pick.fields.map((field, i) => [field, place[i]])) });
  };

  plot.addEventListener("pointerdown", (event) => {
    const onMap = event.target.closest?.(".xy .nsewdrag, .nsewdrag[data-subplot=xy]");
    if (!stage.scene.pick || !onMap || plot._fullLayout.dragmode !== false || event.button !== 0) return;
    held = true;
    plot.setPointerCapture(event.pointerId);
    draft(event);
  });
  plot.addEventListener("pointermove", (event) => held && draft(event));
  const drop = (event) => {
    if (!held) return;
    held = false;
    stage.component.setTriggerValue("start", where(event));
  };
  plot.addEventListener("pointerup", drop);
  plot.addEventListener("pointercancel", () => (held = false)); // the finger turned out to scroll the page
}
