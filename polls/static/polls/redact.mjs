// Puts the words that a moderator selects in the answer on a line of the box below, which works as well by typing.
const original = document.querySelector("[data-original]");
const offer = document.querySelector("[data-take-out]");
const phrases = document.querySelector("textarea[name=phrases]");

// Whole words: a selection that begins or ends inside one takes all of it.
function selectedWords() {
  const selection = document.getSelection();
  if (selection.isCollapsed || !original.contains(selection.anchorNode) || !original.contains(selection.focusNode)) {
    return [];
  }
  const range = selection.getRangeAt(0);
  const upTo = document.createRange();
  upTo.setStart(original, 0);
  upTo.setEnd(range.startContainer, range.startOffset);
  let start = upTo.toString().length;
  let end = start + range.toString().length;
  const whole = original.textContent;
  const isWord = (at) => /[\p{L}\p{N}\p{M}_]/u.test(whole.charAt(at));
  while (start > 0 && isWord(start - 1) && isWord(start)) start -= 1;
  while (end < whole.length && isWord(end - 1) && isWord(end)) end += 1;
  return whole.slice(start, end).split("\n").map((line) => line.trim()).filter(Boolean);
}

if (original && offer && phrases) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    const lines = phrases.value.split("\n").filter((line) => line.trim());
    phrases.value = [...new Set([...lines, ...selectedWords()])].join("\n");
    phrases.focus();
  });
}
