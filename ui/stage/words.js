// What else is said of the run, under the picture: sentences, links and a table. **this** is strong.

import { tabulate } from "./table.js";

export function say(root, { words }) {
  const list = root.querySelector(".canyon-sentences");
  match(list, words.sentences.length, "li");
  words.sentences.forEach((sentence, i) => fill(list.children[i], sentence));
  const links = words.links ?? [];
  const places = root.querySelector(".canyon-links");
  match(places, links.length, "a");
  links.forEach(([text, address], i) => {
    fill(places.children[i], text);
    places.children[i].setAttribute("href", address);
  });
  tabulate(root, words.table);
}

export function match(parent, count, tag) {
  while (parent.children.length > count) parent.lastElementChild.remove();
  while (parent.children.length < count) parent.append(document.createElement(tag));
}

// Plain text with its strong parts; nothing is touched where it says the same already.
export function fill(element, text) {
  if (element.saying === text) return;
  element.saying = text;
  const lasting = text.replace(/(\d) (?=[η%])/g, "$1\u00a0"); // no line ends between a number and its unit
  element.replaceChildren(
    ...lasting.split("**").map((part, i) => {
      if (i % 2 === 0) return part;
      const strong = document.createElement("b");
      strong.textContent = part;
      return strong;
    }),
  );
}
