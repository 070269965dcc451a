// What else is said of the run, under the picture: sentences and a table. **this** is strong.

export function say(root, { words }) {
  const list = root.querySelector(".canyon-sentences");
  match(list, words.sentences.length, "li");
  words.sentences.forEach((sentence, i) => fill(list.children[i], sentence));
  tabulate(root.querySelector(".canyon-table"), words.table);
}

function tabulate(table, rows) {
  table.hidden = rows.length === 0;
  if (table.hidden) return;
  const lines = [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))];
  const [head, body] = table.children;
  match(head, 1, "tr");
  match(body, rows.length, "tr");
  [head.children[0], ...body.children].forEach((row, i) => {
    match(row, lines[i].length, i === 0 ? "th" : "td");
    lines[i].forEach((text, j) => fill(row.children[j], text));
  });
}

function match(parent, count, tag) {
  while (parent.children.length > count) parent.lastElementChild.remove();
  while (parent.children.length < count) parent.append(document.createElement(tag));
}

// Plain text with its strong parts; nothing is touched where it says the same already.
export function fill(element, text) {
  if (element.saying === text) return;
  element.saying = text;
  element.replaceChildren(
    ...text.split("**").map((part, i) => {
      if (i % 2 === 0) return part;
      const strong = document.createElement("b");
      strong.textContent = part;
      return strong;
    }),
  );
}
