/* <live-session> over a page that already works: hears what is published, and keeps it back until asked.
   Nothing here moves focus or scrolls, and what somebody types is theirs until it has been taken. */
import { Listener, pieceOf } from "../js/listening.mjs";

const POLL_EVERY = 15000;
const MINUTE = 60000;
const MOST_READ_OUT = 3;

class LiveSession extends HTMLElement {
  connectedCallback() {
    this.latest = Number(this.dataset.latest);
    this.supported = new Set(this.dataset.supported.split(" ").filter(Boolean));
    this.own = new Set(this.dataset.own.split(" ").filter(Boolean));
    this.newAnswers = new Map();
    this.newQuestions = new Map();
    this.newNow = new Map();
    this.counts = new Map();
    this.isPaused = false;
    this.isFetching = null;
    this.find = (name) => document.querySelector(`[data-${name}]`);
    this.offer("pause", () => this.togglePause());
    this.offer("quiet", (button) => this.toggleQuiet(button));
    this.find("refresh").hidden = true;
    this.find("newer").firstElementChild.addEventListener("click", () => this.showAnswers());
    this.find("newer-questions").firstElementChild.addEventListener("click", () => this.showQuestions());
    this.addEventListener("submit", (event) => this.send(event));
    this.listener = new Listener(this.dataset.socket, {
      heard: (event) => this.hear(event),
      cutOff: (isCut) => this.mindTheLine(isCut),
    });
    /* Once in each minute: say that this page is open, and fetch whatever a lost bell hid. */
    setTimeout(() => this.catchUp(true), Math.random() * 3000);
    setInterval(() => this.catchUp(true), MINUTE);
    /* A browser that knows that it has no network says so at once; a socket may seem open for long. */
    addEventListener("offline", () => this.stopped(true));
    addEventListener("online", () => this.catchUp());
  }

  offer(name, act) {
    const button = this.find(name);
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }

  words(name, number) {
    return this.dataset[`word${name}`].replace("NUMBER", number);
  }

  /* ---- what comes ---- */

  hear(event) {
    if (event.kind === "support") this.count(event.question, event.support);
    else if (event.kind === "hello" || event.kind === "behind") {
      if (event.kind === "behind" || event.seq > this.latest) this.catchUp();
    } else if ("seq" in event) {
      if (event.seq <= this.latest) return;
      if (event.previous > this.latest) {
        this.catchUp();
        return;
      }
      this.latest = event.seq;
      this.take(event);
    }
  }

  async catchUp(isHere = false) {
    if (this.isFetching) {
      this.isBehind = true;
      return;
    }
    this.isFetching = true;
    try {
      const answer = await fetch(
        `${this.dataset.events}?after=${this.latest}${isHere ? "&here=1" : ""}`,
        { credentials: "same-origin" },
      );
      if (!answer.ok) throw new Error(answer.status);
      const missed = await answer.json();
      if (missed.reload) {
        this.stopped(true);
        return;
      }
      for (const event of missed.events) if (event.seq > this.latest) this.take(event);
      this.latest = Math.max(this.latest, missed.latest);
      for (const [question, support] of Object.entries(missed.support)) this.count(question, support);
      this.showRoom(missed.room);
      const here = this.find("here");
      if (here && missed.here > 1) {
        here.textContent = this.words("Here", missed.here);
        here.hidden = false;
      }
      this.stopped(false);
    } catch {
      this.stopped(true);
    } finally {
      this.isFetching = null;
      if (this.isBehind) {
        this.isBehind = false;
        this.catchUp();
      }
    }
  }

  mindTheLine(isCut) {
    /* It is told of every try that fails; the asking goes on at its own pace. */
    if (isCut) this.polling ??= setInterval(() => this.catchUp(), POLL_EVERY);
    else {
      clearInterval(this.polling);
      this.polling = null;
      this.stopped(false);
    }
  }

  stopped(is) {
    this.find("stopped").hidden = !is;
  }

  take(event) {
    if (event.kind === "room") {
      this.showRoom(event);
      return;
    }
    const pk = String(event.question);
    this.counts.delete(pk);
    const shown = [...document.querySelectorAll(`[data-question="${pk}"]`)];
    this.newAnswers.delete(pk);
    this.newQuestions.delete(pk);
    this.newNow.delete(pk);
    if (event.place === "gone") {
      /* What was taken away goes at once, paused or not, and leaves its room so that nothing jumps. */
      for (const item of shown) {
        const note = document.createElement("p");
        note.className = "removed";
        note.textContent = this.words("Gone");
        item.replaceChildren(note);
      }
    } else if (event.place === "answered") {
      const before = shown.find((item) => item.closest("[data-log], [data-earlier]"));
      this.mark(pk, this.words("Answered"));
      if (before) before.replaceWith(pieceOf(event.html));
      else this.newAnswers.set(pk, event.html);
    } else if (event.place === "now") {
      this.mark(pk, this.words("Now"));
      this.newNow.set(pk, event.html);
      if (!this.isPaused) this.showNow();
    } else if (shown.length) {
      for (const item of shown) item.querySelector("[data-state]")?.replaceChildren();
    } else this.newQuestions.set(pk, event.html);
    this.offerNew();
  }

  /* ---- what is shown, and when ---- */

  mark(pk, words) {
    const item = this.find("waiting").querySelector(`[data-question="${pk}"]`);
    const place = item?.querySelector("[data-state]");
    if (place) place.textContent = ` · ${words}`;
    const button = item?.querySelector("button.support");
    if (button) button.disabled = true;
  }

  count(question, support) {
    this.counts.set(String(question), support);
    for (const place of document.querySelectorAll(`[data-support="${question}"]`)) place.textContent = support;
  }

  /* What waited to be shown is shown with the support it has by now. */
  pieceWithSupport(html) {
    const piece = pieceOf(html);
    const support = this.counts.get(piece.dataset.question);
    if (support !== undefined) {
      for (const place of piece.querySelectorAll("[data-support]")) place.textContent = support;
    }
    return piece;
  }

  offerNew() {
    const answers = this.newAnswers.size;
    const words = answers === 1 ? this.words("NewOne") : this.words("NewMany", answers);
    const newer = this.find("newer");
    newer.hidden = !answers || this.isPaused;
    newer.firstElementChild.textContent = words;
    if (answers && !this.isQuiet && !this.isPaused) this.say(words);
    const questions = this.find("newer-questions");
    questions.hidden = !this.newQuestions.size || this.isPaused;
    questions.firstElementChild.textContent = this.words("NewQuestion", this.newQuestions.size);
  }

  say(words) {
    clearTimeout(this.saying);
    this.waiting = words;
    const tell = () => {
      this.find("said").textContent = words;
      this.waiting = "";
    };
    /* What comes within five seconds is said once. */
    this.saying = setTimeout(tell, this.find("said").textContent ? 5000 : 0);
  }

  sayAtOnce(words) {
    /* What came of somebody's own act stands for five seconds before anything else is said. */
    this.find("said").textContent = words;
    if (this.waiting) this.say(this.waiting);
  }

  keepStill(change) {
    /* Browsers that do not hold the reader's place by themselves get it held here. */
    const marker = [...this.querySelectorAll("[data-question]")].find((item) => item.getBoundingClientRect().bottom > 0);
    const before = marker?.getBoundingClientRect().top;
    change();
    if (!marker?.isConnected || window.scrollY === 0 || CSS.supports("overflow-anchor", "auto")) return;
    window.scrollBy({ top: marker.getBoundingClientRect().top - before, behavior: "instant" });
  }

  showNow() {
    const place = this.find("now");
    if (!this.newNow.size || place.contains(document.activeElement)) return;
    this.keepStill(() => {
      for (const [pk, html] of this.newNow) {
        place.querySelector(`[data-question="${pk}"]`)?.remove();
        place.prepend(this.pieceWithSupport(html));
      }
    });
    this.newNow.clear();
  }

  showAnswers() {
    const log = this.find("log");
    const region = log.parentElement;
    /* The count has been read out already; a long batch is not read out again word by word. */
    const isMuch = this.newAnswers.size > MOST_READ_OUT;
    region.setAttribute("aria-live", this.isQuiet || isMuch ? "off" : "polite");
    for (const [pk, html] of this.newAnswers) {
      this.find("now").querySelector(`[data-question="${pk}"]`)?.remove();
      log.prepend(pieceOf(html));
    }
    this.newAnswers.clear();
    this.find("said").textContent = "";
    this.find("newer").hidden = true;
    this.recount();
    if (isMuch && !this.isQuiet) setTimeout(() => region.setAttribute("aria-live", "polite"), 1000);
  }

  showQuestions() {
    const list = this.find("waiting");
    for (const html of this.newQuestions.values()) {
      const item = this.pieceWithSupport(html);
      const pk = item.dataset.question;
      if (this.own.has(pk)) {
        const mine = document.createElement("span");
        mine.className = "support support--mine";
        const button = item.querySelector("button");
        mine.append(...[...button.childNodes].filter((node) => !node.classList?.contains("vh")));
        item.querySelector("form").replaceWith(mine);
      }
      list.append(item);
    }
    this.newQuestions.clear();
    this.find("newer-questions").hidden = true;
    if (this.find("nobody")) this.find("nobody").hidden = true;
    this.recount();
  }

  recount() {
    const lists = { waiting: "[data-waiting] > li", answered: "[data-log] > li, [data-earlier] > li" };
    for (const [name, rows] of Object.entries(lists)) {
      const place = document.querySelector(`[data-count="${name}"]`);
      const shown = this.querySelectorAll(rows).length;
      if (place && shown > Number(place.textContent)) place.textContent = shown;
    }
  }

  showRoom(room) {
    const place = this.find("room-notice");
    const words = room.is_closed ? this.words("Ended") : room.is_paused ? room.because : "";
    if (place.textContent.trim() && place.textContent.includes(words) && words) return;
    if (!words) {
      place.replaceChildren();
      return;
    }
    const box = document.createElement("div");
    box.className = "inset inset--late";
    const line = document.createElement("p");
    line.textContent = words;
    box.append(line);
    if (room.is_closed) {
      const link = document.createElement("a");
      link.href = location.pathname;
      link.textContent = this.find("refresh").textContent;
      line.append(" ", link);
      this.listener.stop();
      clearInterval(this.polling);
    }
    place.replaceChildren(box);
  }

  togglePause() {
    this.isPaused = !this.isPaused;
    this.find("pause").textContent = this.words(this.isPaused ? "Resume" : "Pause");
    if (!this.isPaused) this.showNow();
    this.offerNew();
  }

  toggleQuiet(button) {
    this.isQuiet = !this.isQuiet;
    button.setAttribute("aria-pressed", this.isQuiet);
    this.find("log").parentElement.setAttribute("aria-live", this.isQuiet ? "off" : "polite");
  }

  /* ---- what is sent ---- */

  send(event) {
    const form = event.target;
    if (form.matches("[data-support-form]")) this.support(event, form);
    else if (form.matches("[data-ask]")) this.ask(event, form);
  }

  async post(form) {
    const body = new FormData(form);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    body.set("csrfmiddlewaretoken", token);
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
    if (answer.redirected) {
      /* Signed out: the page that asks to sign in is the answer. */
      location.assign(answer.url);
      return null;
    }
    return answer.json();
  }

  async support(event, form) {
    event.preventDefault();
    const button = form.querySelector("button");
    const pk = form.closest("[data-question]").dataset.question;
    try {
      const answer = await this.post(form);
      if (!answer) return;
      if (!answer.ok) {
        this.sayAtOnce(answer.message);
        return;
      }
      const isMine = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", isMine);
      button.querySelector("small").textContent = this.words(isMine ? "YouToo" : "Support");
      form.querySelector("[name=back]")?.remove();
      if (isMine) {
        const back = document.createElement("input");
        Object.assign(back, { type: "hidden", name: "back", value: "1" });
        form.prepend(back);
      }
      this.count(pk, answer.support);
    } catch {
      this.find("said").textContent = this.words("Lost");
    }
  }

  async ask(event, form) {
    event.preventDefault();
    const place = this.find("answer");
    const field = form.elements.text;
    const sent = field.value;
    if (this.isSending) return;
    this.isSending = true;
    place.textContent = this.words("Sending");
    try {
      const answer = await this.post(form);
      if (!answer) return;
      place.textContent = answer.message;
      this.showRefusal(field, place, !answer.ok);
      if (answer.ok) {
        this.own.add(String(answer.question));
        if (field.value === sent) field.value = "";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        this.countDown(Number(this.dataset.slow));
      }
    } catch {
      place.textContent = this.words("Lost");
      this.showRefusal(field, place, true);
    } finally {
      this.isSending = false;
    }
  }

  /* Show what was refused as on any other form, and lead back to the words. */
  showRefusal(field, place, isWrong) {
    place.classList.toggle("govuk-error-message", isWrong);
    field.classList.toggle("govuk-textarea--error", isWrong);
    if (isWrong) {
      field.setAttribute("aria-invalid", "true");
      field.focus();
    } else field.removeAttribute("aria-invalid");
  }

  countDown(seconds) {
    clearInterval(this.counting);
    const place = this.find("wait");
    const usual = place.textContent;
    const until = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      place.textContent = left > 0 ? this.words("Wait", left) : usual;
      if (left <= 0) clearInterval(this.counting);
    };
    if (seconds) this.counting = setInterval(tick, 1000);
  }
}

customElements.define("live-session", LiveSession);
