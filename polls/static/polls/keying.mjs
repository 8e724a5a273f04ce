// Entering papers fast: Enter leads to the next box as Tab does, and beside each box stands what was typed means.
// Without scripts Tab does the same, and the page that comes back says what is no answer.
const form = document.querySelector("[data-keying]");

for (const box of form.querySelectorAll("[data-codes]")) {
  const labels = Object.entries(JSON.parse(box.dataset.codes));
  const meaning = document.createElement("output");
  meaning.className = "coded__meaning";
  meaning.htmlFor = box.id;
  if (box.dataset.tongue) meaning.lang = box.dataset.tongue;
  box.after(meaning);
  const say = () => {
    meaning.value = box.value
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map((typed) => meant(typed.toLowerCase(), labels) ?? form.dataset.noAnswer)
      .join(", ");
  };
  box.addEventListener("input", say);
  say();
}

function meant(typed, labels) {
  const exact = labels.find(([code]) => code === typed);
  if (exact) return exact[1] || exact[0];
  const named = labels.filter(([, label]) => label.toLowerCase().startsWith(typed));
  return named.length === 1 ? named[0][1] : undefined;
}

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input[type=text]")) return;
  event.preventDefault();
  const controls = [...form.querySelectorAll("input[type=text], textarea, button")];
  controls[controls.indexOf(event.target) + 1].focus();
});
