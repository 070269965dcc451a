// What of a view only the browser knows: the guess made, and the step. They stand in the link as `guess` (1 for the first
// guess, "shown" without one) and `step`, beside what the server writes there, and are remembered while one visits other pages.

const visited = new Map(); // page -> {act, guess, step} when it was left
const LEAVING = 5000; // ms that a change of pages takes at most
const OWN = ["guess", "step"];
let here = null; // the path, the act and the place that is shown
let leaving = 0; // until when another page is awaited

// The place that the link names, or where the visitor was in this act before; null if neither says.
export function placeOf(page, act, first) {
  const query = new URLSearchParams(location.search);
  const named = OWN.some((name) => query.has(name));
  if (named && (query.get("act") ?? first) === act) return { guess: guessOf(query.get("guess")), step: stepOf(query.get("step")) };
  const before = visited.get(page);
  return before?.act === act ? before : null;
}

// Writes the place into the link, without a new entry in the history: Back leads to the settings before.
export function write(page, act, first, { guess, step }) {
  visited.set(page, { act, guess, step });
  here = { path: location.pathname, act, first, guess, step };
  const to = withPlace(new URL(location.href));
  if (to.href !== location.href) history.replaceState(history.state, "", to);
}

// Forgets where the visitor was on a page: another act begins there.
export function forget(page) {
  visited.delete(page);
}

// Before the server is asked for another page. Streamlit then writes this page's address without its settings into the
// history, ahead of the other page's: Back would lead there first.
export function leave(ms = LEAVING) {
  leaving = performance.now() + ms;
}

// Streamlit knows nothing of the place, so each address that it writes for this act is given it again.
const push = history.pushState.bind(history);
history.pushState = (state, title, url) => {
  const to = new URL(url ?? location.href, location.href);
  if (to.pathname !== location.pathname) leaving = 0;
  else if (performance.now() < leaving) return;
  push(state, title, withPlace(to));
};

// An address with the guess and the step, if it is that of this act.
function withPlace(to) {
  const query = to.searchParams;
  if (here?.path !== to.pathname || (query.get("act") ?? here.first) !== here.act) return to;
  const texts = { guess: here.guess === 0 ? "shown" : here.guess, step: here.step };
  for (const name of OWN) {
    query.delete(name);
    if (texts[name] !== null) query.set(name, texts[name]);
  }
  return to;
}

// Puts a text on the clipboard; false where the browser does not let it. room: where a field may have the focus.
export async function copy(text, room) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  // a page that came over plain HTTP from another machine has no clipboard but this
  const field = document.createElement("textarea");
  field.value = text;
  room.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

const guessOf = (text) => (text === "shown" ? 0 : whole(text));
const stepOf = (text) => whole(text);
const whole = (text) => (/^\d{1,6}$/.test(text ?? "") ? Number(text) : null);
