// The stage's elements.

const icon = (path) => `<svg viewBox="0 0 24 24" aria-hidden="true">${path}</svg>`;
const button = (action, label, key, path) =>
  `<button type="button" data-action="${action}" aria-label="${label}" title="${label}${key ? ` (${key})` : ""}">${icon(path)}</button>`;

export const HTML = `
  <div class="canyon-view">
  <header class="canyon-head">
    <h1 class="canyon-question"></h1>
    <nav class="canyon-acts" aria-label="Questions of this page">
      ${button("home", "All questions", "", '<path d="M4 6h16v2.5H4zM4 11h16v2.5H4zM4 16h16v2.5H4z"/>')}
      ${button("before", "Previous question", "Page Up", '<path d="M15.5 5v14l-9-7z"/>')}
      <span class="canyon-dots"></span>
      <span class="canyon-which"></span>
      ${button("after", "Next question", "Page Down", '<path d="M8.5 5v14l9-7z"/>')}
    </nav>
  </header>
  <div class="canyon-guesses" role="group" aria-label="Guess first"></div>
  <p class="canyon-said" role="status"></p>
  <div class="canyon-frame">
    <div class="canyon-plot" role="group"></div>
    <p class="canyon-trouble" role="alert" hidden></p>
    <div class="canyon-progress" hidden>
      <progress max="1" value="0" aria-label="How far the computation has come"></progress>
      <button type="button" data-action="stop">Stop</button>
    </div>
  </div>
  <div class="canyon-controls" role="toolbar" aria-label="Playback">
    ${button("first", "First step", "Home", '<path d="M6 5h2.5v14H6zM19 5v14l-9-7z"/>')}
    ${button("back", "Step back", "←", '<path d="M16 5v14l-9-7z"/>')}
    ${button("play", "Play", "space", '<path class="canyon-play" d="M7 4v16l13-8z"/><path class="canyon-pause" d="M6 5h4.5v14H6zM13.5 5H18v14h-4.5z"/>')}
    ${button("forward", "Step forward", "→", '<path d="M8 5v14l9-7z"/>')}
    ${button("last", "Last step", "End", '<path d="M15.5 5H18v14h-2.5zM5 5v14l9-7z"/>')}
    <input type="range" data-action="scrub" min="0" max="1" step="1" aria-label="Step">
    <span class="canyon-counter"></span>
    <select data-action="speed" aria-label="Speed">
      <option value="0.25">¼×</option><option value="0.5">½×</option><option value="1" selected>1×</option>
      <option value="2">2×</option><option value="4">4×</option>
    </select>
    <button type="button" data-action="slides" aria-haspopup="dialog" title="Files, link and QR code of what is shown">
      ${icon('<path d="M3 4h18v2h-1v9H4V6H3zM6 6v7h12V6zM11 15h2v2l3.5 3.5-1.4 1.4L13 19.8V22h-2v-2.2l-2.1 2.1-1.4-1.4L11 17z"/>')}<span>For slides</span></button>
    ${button("full", "Full screen", "", '<path d="M5 10V5h5v2H7v3zM14 5h5v5h-2V7h-3zM7 14v3h3v2H5v-5zM17 17v-3h2v5h-5v-2z"/>')}
    <button type="button" data-action="onward">Next question</button>
  </div>
  </div>
  <details class="canyon-more">
    <summary>More about this run</summary>
    <div class="canyon-readouts"></div>
    <ul class="canyon-sentences"></ul>
    <p class="canyon-links"></p>
    <div class="canyon-scroll" tabindex="0" role="group" aria-label="Table"><table class="canyon-table" hidden><thead></thead><tbody></tbody></table></div>
    <button type="button" data-action="save" hidden>Save the table</button>
  </details>`;
