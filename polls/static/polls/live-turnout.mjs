// Keeps the words "128 people have voted." up to date. Without it they are as true as at the last load.
const LONGEST_WAIT = 60_000;

class LiveTurnout extends HTMLElement {
  connectedCallback() {
    this.wait = 1_000;
    this.listen();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }

  listen() {
    const address = new URL(this.getAttribute("src"), location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.wait = 1_000;
    });
    socket.addEventListener("message", ({ data }) => this.hear(data));
    socket.addEventListener("close", ({ code }) => {
      // Codes from 4000 are the server's refusals: asking again would not help.
      if (this.socket !== socket || code >= 4_000) return;
      this.timer = setTimeout(() => this.listen(), this.wait * (0.5 + Math.random()));
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    });
  }

  hear(data) {
    const { turnout } = JSON.parse(data);
    if (!Number.isInteger(turnout)) return;
    const words = turnout === 1 ? this.dataset.one : this.dataset.many;
    this.textContent = words.replace("{n}", turnout.toLocaleString(document.documentElement.lang));
  }
}

customElements.define("live-turnout", LiveTurnout);
