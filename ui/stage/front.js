// The first page of a site without a server (`canyon site`): its race lies in a file, and its links are plain ones.

import { Archive, inFile } from "./archive.js";
import { Home } from "./home.js";

class Front extends Home {
  link(page, act, text) {
    const link = super.link(page, act, text);
    link.setAttribute("href", `${page}/?act=${act}`);
    link.onclick = null;
    return link;
  }
}

const { page, lessons, race, plotly } = JSON.parse(document.getElementById("lesson").textContent);
const source = new Archive(inFile);
source.open(race);
const front = new Front(document.querySelector("main"), plotly, source);
front.update({ data: { page, query: race.opening, base: "", lessons } });
// kept by the browser while a lesson was open, in which something may have been solved
window.addEventListener("pageshow", ({ persisted }) => persisted && front.list(lessons));
