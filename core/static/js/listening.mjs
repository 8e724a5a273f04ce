/* Keeps a socket open for as long as the page is; tells its owner what came, and when it is cut off. */

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15000;
const ALIVE_EVERY = 25000;

export class Listener {
  /* `heard` gets each event, `cutOff` true or false as the line breaks and comes back. */
  constructor(address, { heard, cutOff }) {
    this.address = new URL(address, location.href);
    this.address.protocol = this.address.protocol.replace("http", "ws");
    this.heard = heard;
    this.cutOff = cutOff;
    this.tries = 0;
    this.isOver = false;
    this.connect();
  }

  connect() {
    if (this.isOver) return;
    let socket;
    try {
      socket = new WebSocket(this.address);
    } catch {
      this.later();
      return;
    }
    this.socket = socket;
    let lastHeard = Date.now();
    const pulse = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (Date.now() - lastHeard > 2.5 * ALIVE_EVERY) socket.close();
      else socket.send('{"kind":"ping"}');
    }, ALIVE_EVERY);
    socket.addEventListener("open", () => {
      this.tries = 0;
      this.cutOff(false);
    });
    socket.addEventListener("message", (message) => {
      lastHeard = Date.now();
      let event;
      try {
        event = JSON.parse(message.data);
      } catch {
        return;
      }
      if (event.kind !== "pong") this.heard(event);
    });
    socket.addEventListener("close", () => {
      clearInterval(pulse);
      if (this.socket === socket) this.later();
    });
  }

  later() {
    if (this.isOver) return;
    this.cutOff(true);
    /* Half of the pause is chance, so that a room does not come back in one moment. */
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.tries);
    this.tries += 1;
    setTimeout(() => this.connect(), pause / 2 + (Math.random() * pause) / 2);
  }

  stop() {
    this.isOver = true;
    this.socket?.close();
  }
}

export function pieceOf(html) {
  /* Our own server rendered and cleaned it; parsed apart from the page, where nothing in it can run. */
  return new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
}
