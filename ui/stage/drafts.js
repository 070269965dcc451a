// Live drag: while one of the page's sliders is held, its value goes to the server as a draft, one request in flight at
// a time. Streamlit itself reports a slider only on release; then the widget's own value takes over.

const PATIENCE = 700; // ms after which a request without a new picture counts as lost

export class Drafts {
  constructor(send) {
    this.send = send;
    this.id = 0;
    this.waiting = null;
    this.sent = 0;
    this.held = null;
    this.observer = new MutationObserver(() => this.look());
    this.down = (event) => this.hold(event);
    this.up = () => this.release();
    document.addEventListener("pointerdown", this.down, true);
    document.addEventListener("pointerup", this.up, true);
    document.addEventListener("pointercancel", this.up, true);
  }

  hold(event) {
    const input = sliderOf(event.target);
    if (!input || !this.fields?.includes(input.field)) return;
    this.held = { ...input, last: Number(input.input.value) };
    this.observer.observe(input.widget, { subtree: true, attributes: true, childList: true, characterData: true });
    this.look();
  }

  look() {
    if (!this.held) return;
    const value = Number(this.held.widget.querySelector("input[type=range]")?.value);
    if (!Number.isFinite(value) || value === this.held.last) return;
    this.held.last = value;
    this.ask({ values: { [this.held.field]: value } });
  }

  release() {
    this.look();
    this.observer.disconnect();
    this.held = null;
  }

  // draft: {values: {field: the raw number of its slider}} or {point: {field: its value}}
  ask(draft) {
    this.waiting = draft;
    this.flush();
    clearTimeout(this.late); // an answer may get lost where one run overtakes another
    this.late = setTimeout(() => this.flush(), PATIENCE + 10);
  }

  flush() {
    const lost = performance.now() - this.sent > PATIENCE;
    if (this.waiting === null || (this.busy && !lost)) return;
    this.busy = true;
    this.sent = performance.now();
    this.send({ id: ++this.id, ...this.waiting });
    this.waiting = null;
  }

  // A picture has been drawn; `id` is the draft it answers, if any.
  drawn(id) {
    if (id === this.id) this.busy = false;
    this.flush();
  }

  stop() {
    clearTimeout(this.late);
    this.observer.disconnect();
    document.removeEventListener("pointerdown", this.down, true);
    document.removeEventListener("pointerup", this.up, true);
    document.removeEventListener("pointercancel", this.up, true);
  }
}

function sliderOf(element) {
  const widget = element.closest?.("[class*='st-key-']");
  const input = widget?.querySelector("input[type=range]");
  const name = widget && [...widget.classList].find((part) => part.startsWith("st-key-"));
  return input ? { widget, input, field: name.slice("st-key-".length) } : null;
}
