// The elements of "For slides", and the command that makes the same picture.

const entry = (name, label, more = "") => `<button type="button" data-slides="${name}" ${more}>${label}</button>`;
const row = (title, entries, served = false) =>
  `<div class="canyon-row" role="group" aria-label="${title}"${served ? " data-served" : ""}><span>${title}</span><div>${entries}</div></div>`;
const choice = (type, name, value, label) => `<label><input type="${type}" name="${name}" value="${value}"> ${label}</label>`;

export const MENU = `
  <dialog class="canyon-slides" aria-label="For slides"><form method="dialog">
    <header><h2>For slides</h2><button type="button" data-slides="close" aria-label="Close" title="Close (Esc)">
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 4.5 12 10.5 18 4.5 19.5 6 13.5 12 19.5 18 18 19.5 12 13.5 6 19.5 4.5 18 10.5 12 4.5 6z"/></svg></button></header>
    ${row("Slide", choice("radio", "dark", "false", "White") + choice("radio", "dark", "true", "Dark") + choice("checkbox", "title", "", "With its title"))}
    ${row("This step", entry("png", "PNG", "autofocus") + entry("svg", "SVG"))}
    ${row("Animation", entry("gif", "GIF") + entry("html", "HTML page"), true)}
    ${row("Numbers", entry("csv", "CSV"), true)}
    ${row("Program", entry("torch", "PyTorch") + entry("keras", "Keras"), true)}
    ${row("Link", entry("link", "Copy the link") + `<span data-served>${entry("code", "QR code")}</span>`)}
    ${row("Command", entry("command", "Copy the command"))}
    <code tabindex="0" role="group" aria-label="The command"></code>
    <div class="canyon-outcome"><p role="status"></p>
      <div class="canyon-under-way" hidden><progress max="1" aria-label="How far the file has come"></progress>${entry("cancel", "Cancel")}</div></div>
  </form></dialog>`;

// The line for a terminal. link: page?query, whose letters mean nothing to a shell but those that the quotes hold.
export function command(link, name, { dark, title }) {
  const options = `${dark ? " --theme dark" : ""}${title ? "" : " --no-title"}`;
  return `canyon picture "${link}" ${name}${options}`;
}
