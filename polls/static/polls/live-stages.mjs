/* <live-stages> over what a deliberative poll shows one person: put in anew when an officer opens a stage.
   Without it a reload shows the same. */
import { Listener } from "../js/listening.mjs";

/* A thousand open pages do not all ask in one moment. */
const SPREAD = 3000;

class LiveStages extends HTMLElement {
  connectedCallback() {
    let wasCut = false;
    this.listener = new Listener(this.dataset.socket, {
      heard: (event) => event.kind === "stages" && this.soon(),
      cutOff: (isCut) => {
        if (wasCut && !isCut) this.soon();
        wasCut = isCut;
      },
    });
  }

  disconnectedCallback() {
    clearTimeout(this.waiting);
    this.listener.stop();
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.renew(), Math.random() * SPREAD);
  }

  async renew() {
    const answer = await fetch(this.dataset.part, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (fresh.innerHTML.trim() === this.innerHTML.trim()) return;
    const had = this.contains(document.activeElement);
    this.replaceChildren(...fresh.childNodes);
    const step = this.querySelector(".next__step");
    const said = document.querySelector("[data-said]");
    if (step && said) said.textContent = step.textContent;
    if (had && step) {
      step.tabIndex = -1;
      step.focus({ preventScroll: true });
    }
  }
}

customElements.define("live-stages", LiveStages);
