/* <live-part> over a part of a page that the server can render alone: fetched anew whenever its socket
   rings, and put in piece by piece, so that a row in which somebody works stays as it is. */
import { Listener } from "../js/listening.mjs";

const POLL_EVERY = 15000;
const REST = 250;

class LivePart extends HTMLElement {
  connectedCallback() {
    this.listener = new Listener(this.dataset.socket, {
      heard: (event) => event.kind !== "error" && this.renew(),
      cutOff: (isCut) => {
        if (isCut) this.polling ??= setInterval(() => this.renew(), POLL_EVERY);
        else {
          clearInterval(this.polling);
          this.polling = null;
        }
      },
    });
    setInterval(() => this.renew(), 60000);
    addEventListener("offline", () => this.stopped(true));
    addEventListener("online", () => this.renew());
    if ("keys" in this.dataset) document.addEventListener("keydown", (event) => this.press(event));
  }

  renew() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.fetch(), REST);
  }

  async fetch() {
    try {
      const answer = await fetch(this.dataset.part, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      this.putIn(fresh);
      this.stopped(false);
    } catch {
      this.stopped(true);
    }
  }

  stopped(is) {
    const bar = document.querySelector("[data-stopped]");
    if (bar) bar.hidden = !is;
  }

  isBusy(piece) {
    return piece.contains(document.activeElement) && piece !== document.activeElement
      ? true
      : Boolean(piece.querySelector("details[open]"));
  }

  putIn(fresh) {
    const columns = [...this.querySelectorAll("[data-column]")];
    if (!columns.length) {
      this.replaceChildren(...fresh.childNodes);
      return;
    }
    for (const piece of fresh.querySelectorAll("[data-piece]")) {
      const old = document.getElementById(piece.id);
      if (old && !old.closest("[data-column]") && !this.isBusy(old) && this.differs(old, piece)) {
        old.replaceWith(piece.cloneNode(true));
      }
    }
    [...fresh.querySelectorAll("[data-column]")].forEach((column, at) => this.merge(columns[at], column));
  }

  differs(old, fresh) {
    const plain = (piece) => piece.innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
    return plain(old) !== plain(fresh);
  }

  merge(column, fresh) {
    const wanted = [...fresh.children];
    const names = new Set(wanted.map((row) => row.id));
    for (const row of [...column.children]) if (!names.has(row.id)) this.leave(row);
    let before = null;
    for (const row of wanted.reverse()) {
      const old = [...column.children].find((item) => item.id === row.id);
      let kept = old;
      if (!old) {
        kept = row;
        column.insertBefore(row, before);
      } else if (!this.isBusy(old) && this.differs(old, row)) {
        const hadFocus = old === document.activeElement;
        old.replaceWith(row);
        kept = row;
        if (hadFocus) row.focus({ preventScroll: true });
      }
      before = kept;
    }
  }

  leave(row) {
    /* The row that somebody stands on hands the focus to the next before it goes. */
    if (row.contains(document.activeElement)) {
      const next = row.nextElementSibling ?? row.previousElementSibling ?? row.closest("section");
      next?.focus?.({ preventScroll: true });
    }
    row.remove();
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const row = document.activeElement?.closest?.(".desk__row");
    const control = row?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!control) return;
    event.preventDefault();
    control.click();
  }
}

customElements.define("live-part", LivePart);
