// A shared tablet clears itself for the next person when somebody walks away. It asks first, as often as it takes.
// Without scripts the button does it.
const form = document.querySelector("[data-kiosk]");
const dialog = form.querySelector("dialog");
const idle = Number(form.dataset.idle) * 1000;
const warning = Number(form.dataset.warning) * 1000;
let timer;

function wait() {
  clearTimeout(timer);
  if (dialog.open) return;
  timer = setTimeout(ask, idle);
}

function ask() {
  dialog.showModal();
  timer = setTimeout(() => form.submit(), warning);
}

function stay() {
  clearTimeout(timer);
  dialog.close();
}

dialog.querySelector("button").addEventListener("click", stay);
dialog.addEventListener("close", wait);
dialog.addEventListener("cancel", () => clearTimeout(timer));
for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
  document.addEventListener(kind, wait, { passive: true });
}
wait();
