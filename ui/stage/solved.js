// Which acts have been solved: kept in this browser alone.

const KEY = "canyon.solved";

export function solved() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return new Set(Array.isArray(kept) ? kept : []);
  } catch {
    return new Set(); // no storage, or not ours
  }
}

export function solve(page, act) {
  const known = solved();
  if (known.has(`${page}/${act}`)) return;
  try {
    localStorage.setItem(KEY, JSON.stringify([...known, `${page}/${act}`]));
  } catch {
    // a browser that keeps nothing shows no progress
  }
}
