// A button that makes or uses a passkey. It fills the form's hidden field "credential" and sends it.
// Without scripts, or where the browser has no passkeys, what stands there says so instead.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const listed = (credentials) => credentials?.map((one) => ({ ...one, id: bytes(one.id) }));
// Passkeys belong to a name: a bare number, as of a demonstration, cannot have any.
const hasName = !/^[\d.]+$|:/.test(location.hostname);

class PassKey extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential || !hasName) return;
    this.hidden = false;
    this.querySelector("[data-without]")?.remove();
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      this.run();
    });
  }

  async run() {
    const failed = this.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      const options = (await this.options()).publicKey;
      const credential =
        this.getAttribute("does") === "create" ? await make(options) : await use(options);
      this.querySelector("[name=credential]").value = JSON.stringify(credential);
    } catch {
      failed.hidden = false;
      return;
    }
    this.closest("form").submit();
  }

  async options() {
    const kept = document.getElementById(this.getAttribute("options"));
    if (kept) return JSON.parse(kept.textContent);
    const headers = { Accept: "application/json" };
    const answer = await fetch(this.closest("form").action, { headers });
    return (await answer.json()).request_options;
  }
}

async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: listed(options.excludeCredentials),
    },
  });
  return plain(made, {
    clientDataJSON: text(made.response.clientDataJSON),
    attestationObject: text(made.response.attestationObject),
  });
}

async function use(options) {
  const used = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: listed(options.allowCredentials),
    },
  });
  return plain(used, {
    clientDataJSON: text(used.response.clientDataJSON),
    authenticatorData: text(used.response.authenticatorData),
    signature: text(used.response.signature),
    userHandle: used.response.userHandle && text(used.response.userHandle),
  });
}

function plain(credential, response) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

customElements.define("pass-key", PassKey);
