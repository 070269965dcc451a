// What of a view only the browser knows: the guess made, and the step. They stand in the link as `guess` (1 for the first
// guess, "shown" without one) and `step`, beside what the server writes there, and are remembered while one visits other pages.

const visited = new Map(); // page -> {act, guess, step} when it was left
const LEAVING = 5000; // ms that a change of pages takes at most
const OWN = ["guess", "step"];

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
  const query = new URLSearchParams(location.search);
  if ((query.get("act") ?? first) !== act) return; // the link is still that of another act
  const before = query.toString();
  const texts = { guess: guess === 0 ? "shown" : guess, step };
  for (const name of OWN) {
    query.delete(name);
    if (texts[name] !== null) query.set(name, texts[name]);
  }
  const text = query.toString();
  if (text !== before) history.replaceState(history.state, "", `${location.pathname}${text && `?${text}`}${location.hash}`);
}

// Forgets where the visitor was on a page: another act begins there.
export function forget(page) {
  visited.delete(page);
}

// Before the server is asked for another page. Streamlit then writes this page's address without its settings into the
// history, ahead of the other page's: Back would lead there first.
export function leave() {
  const restore = () => delete history.pushState;
  history.pushState = (state, title, url) => {
    if (new URL(url, location.href).pathname === location.pathname) return;
    restore();
    history.pushState(state, title, url);
  };
  setTimeout(restore, LEAVING);
}

// Puts the link on the clipboard; false where the browser does not let it.
export async function copy() {
  if (navigator.clipboard) return navigator.clipboard.writeText(location.href).then(() => true, () => false);
  // a page that came over plain HTTP from another machine has no clipboard but this
  const field = document.createElement("textarea");
  field.value = location.href;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

const guessOf = (text) => (text === "shown" ? 0 : whole(text));
const stepOf = (text) => whole(text);
const whole = (text) => (/^\d{1,6}$/.test(text ?? "") ? Number(text) : null);
