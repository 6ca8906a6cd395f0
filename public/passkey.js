// Asks the browser for a passkey and sends what it says with the form. Plain script: it is small, and signing in
// must not wait for WebAssembly. Without it, or where the browser cannot, its forms stay hidden and there is
// another way beside each.
const able = window.PublicKeyCredential?.parseCreationOptionsFromJSON && window.PublicKeyCredential.parseRequestOptionsFromJSON;
const forms = document.querySelectorAll("form[data-passkey]");
if (able) forms.forEach(offer);
else for (const note of document.querySelectorAll("[data-passkey-unable]")) note.hidden = false;

function offer(form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (field(form, "credential").value) return;
    event.preventDefault();
    // Not disabled while it waits: that would take the focus away.
    if (form.ariaBusy !== "true") ask(form);
  });
}

// On the way back a page may hold an answer that was used.
window.addEventListener("pageshow", () => {
  for (const form of forms) {
    field(form, "credential").value = "";
    form.ariaBusy = null;
  }
});

async function ask(form) {
  form.ariaBusy = "true";
  say(form, "");
  try {
    const answer = await fetch(form.dataset.challenge, {
      method: "POST",
      body: new URLSearchParams({ "form[purpose]": form.dataset.passkey }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      // Signed out, or the proof is too old: the page itself says so, and leads back here.
      if (/Unauthenticated|Unproved/.test(text)) return location.reload();
      throw new Error(`status ${answer.status}`);
    }
    const { token, publicKey } = JSON.parse(JSON.parse(text));
    const credential = await answered(form.dataset.passkey === "REGISTER", publicKey);
    field(form, "token").value = token;
    field(form, "credential").value = JSON.stringify(credential);
    form.requestSubmit();
  } catch (error) {
    form.ariaBusy = null;
    say(form, words(error));
  }
}

function answered(isNew, publicKey) {
  return isNew
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

function words(error) {
  if (error.name === "NotAllowedError") return "No passkey was used. Try again, or use another way.";
  if (error.name === "InvalidStateError") return "This device keeps a passkey of yours already.";
  if (error.name === "SecurityError") return "Passkeys belong to the name of this site. Open it by its name, not by an address of numbers.";
  return "That did not work. Try again in a moment.";
}

function say(form, text) {
  const place = form.querySelector("[data-passkey-problem]");
  place.textContent = text;
  place.hidden = !text;
}

function field(form, name) {
  return form.elements.namedItem(`form[${name}]`);
}
