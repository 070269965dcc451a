// The code of a link, large over the picture, for a class's phones. Black on white in every theme, or it does not scan.

const HERE = /^(localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])$/; // names of the machine itself
const HTML = `
  <dialog class="canyon-code" aria-label="QR code of this view">
    <img alt="QR code of the link below">
    <p class="canyon-address"></p>
    <p class="canyon-note">Phones cannot open it: this address leads to this machine alone.</p>
    <button type="button">Close</button>
  </dialog>`;

// picture: an SVG as a blob. A click, Escape and a clicker close it.
export function show(root, picture, link) {
  root.insertAdjacentHTML("beforeend", HTML);
  const dialog = root.lastElementChild;
  const image = dialog.querySelector("img");
  image.src = URL.createObjectURL(picture);
  dialog.querySelector(".canyon-address").textContent = link;
  dialog.querySelector(".canyon-note").hidden = !HERE.test(new URL(link).hostname);
  dialog.onclick = () => dialog.close();
  dialog.onkeydown = (event) => {
    event.stopPropagation();
    if (["PageDown", "PageUp"].includes(event.key)) dialog.close();
  };
  dialog.onclose = () => {
    URL.revokeObjectURL(image.src);
    dialog.remove();
    root.querySelector("[data-action=slides]").focus();
  };
  dialog.showModal();
}
