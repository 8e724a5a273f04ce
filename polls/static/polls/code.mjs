// Ticks themes by the keys 1 to 9, and saves by Enter, for those who turn that on: it stays on in this browser.
const form = document.querySelector("[data-code]");
const offer = document.querySelector("[data-code-keys]");
const NAME = "keys for themes";

if (form && offer) {
  const boxes = [...form.querySelectorAll("input[name=themes]")];
  const button = offer.querySelector("button");
  let isOn = localStorage.getItem(NAME) === "on";
  const show = () => button.setAttribute("aria-pressed", String(isOn));

  offer.hidden = false;
  show();
  button.addEventListener("click", () => {
    isOn = !isOn;
    localStorage.setItem(NAME, isOn ? "on" : "off");
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (!isOn || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (/^[1-9]$/.test(event.key)) boxes[event.key - 1]?.click();
    else if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
