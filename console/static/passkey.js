// Passkeys: what a page asks of the browser's authenticator, and sends with its form. The page works without: it says
// then what to do instead.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

const asked = {
  // Sign a challenge with the passkey that the button names.
  sign: async (button) => {
    const { response } = await navigator.credentials.get({
      publicKey: {
        challenge: bytes(button.dataset.challenge),
        rpId: button.dataset.rp,
        allowCredentials: [{ type: "public-key", id: bytes(button.dataset.credential) }],
        userVerification: "required",
      },
    });
    return {
      kunci: button.value,
      autentikator: text(response.authenticatorData),
      peramban: text(response.clientDataJSON),
      tanda: text(response.signature),
    };
  },
  // Make a new one; the server checks what it signs next.
  create: async (button) => {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rp: { id: button.dataset.rp, name: "Jejak" },
        user: { id: bytes(button.dataset.user), name: button.dataset.person, displayName: button.dataset.name },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: button.dataset.known
          .split(" ")
          .filter(Boolean)
          .map((id) => ({ type: "public-key", id: bytes(id) })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        attestation: "none",
      },
    });
    return {
      kredensial: text(made.rawId),
      publik: text(made.response.getPublicKey()),
      autentikator: text(made.response.getAuthenticatorData()),
    };
  },
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const show = (name, shown) => {
    const said = form.querySelector(`[data-said="${name}"]`);
    if (said) said.hidden = !shown;
  };
  const possible = window.isSecureContext && window.PublicKeyCredential;
  show("unsupported", !possible);
  let busy = false;
  for (const button of form.querySelectorAll("button[data-rp]")) {
    button.hidden = !possible;
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      if (busy || !form.reportValidity()) return;
      busy = true;
      show("failed", false);
      try {
        const given = await asked[form.dataset.passkey](button);
        for (const [name, value] of Object.entries(given)) form.elements[name].value = value;
        form.submit();
      } catch (error) {
        busy = false;
        show("failed", true);
      }
    });
  }
  // Whoever comes back to this page may sign again.
  window.addEventListener("pageshow", () => (busy = false));
}
