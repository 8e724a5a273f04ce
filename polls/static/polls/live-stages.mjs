/* <live-stages> over what a deliberative poll shows one person: put in anew when an officer opens a stage, and when
   one opens or closes by its date. Without it a reload shows the same. */
import { Listener } from "../js/listening.mjs";

/* Thousands of open pages do not all ask in one moment: they all hear an officer, and all know the same date. */
const SPREAD = 3_000;
const SPREAD_OF_DATES = 60_000;
const LONGEST_TIMER = 86_400_000;

class LiveStages extends HTMLElement {
  connectedCallback() {
    let wasCut = false;
    this.ahead = Date.parse(this.dataset.now) - Date.now();
    this.listener = new Listener(this.dataset.socket, {
      heard: (event) => event.kind === "stages" && this.soon(),
      cutOff: (isCut) => {
        if (wasCut && !isCut) this.soon();
        wasCut = isCut;
      },
    });
    this.watchClock();
  }

  disconnectedCallback() {
    clearTimeout(this.waiting);
    clearTimeout(this.clock);
    this.listener.stop();
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.renew(), Math.random() * SPREAD);
  }

  /* By the server's clock, as this one may be wrong. Browsers know no timer longer than some weeks, and a computer
     that slept wakes it late. */
  watchClock() {
    clearTimeout(this.clock);
    const at = Date.parse(this.querySelector("[data-changes-at]")?.dataset.changesAt);
    if (Number.isNaN(at)) return;
    const left = Math.max(0, at - (Date.now() + this.ahead)) + 1_000 + Math.random() * SPREAD_OF_DATES;
    this.clock = setTimeout(() => (left > LONGEST_TIMER ? this.watchClock() : this.renew()), Math.min(left, LONGEST_TIMER));
  }

  async renew() {
    try {
      const answer = await fetch(this.dataset.part, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      this.show(answer, await answer.text());
    } catch {
      /* Off the network: the date has passed, so this asks again within a minute. */
    }
    this.watchClock();
  }

  show(answer, text) {
    this.ahead = Date.parse(answer.headers.get("Date")) - Date.now() || this.ahead;
    const fresh = new DOMParser().parseFromString(text, "text/html").body;
    if (fresh.innerHTML.trim() === this.innerHTML.trim()) return;
    const had = this.contains(document.activeElement);
    const before = this.querySelector(".next__step")?.textContent;
    this.replaceChildren(...fresh.childNodes);
    const step = this.querySelector(".next__step");
    const said = document.querySelector("[data-said]");
    if (step && said && step.textContent !== before) said.textContent = step.textContent;
    if (had && step) {
      step.tabIndex = -1;
      step.focus({ preventScroll: true });
    }
  }
}

customElements.define("live-stages", LiveStages);
