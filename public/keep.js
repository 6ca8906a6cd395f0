// Keeps what is typed into a form until it is known to have arrived: through a reload, a way round other
// pages, and the way back after sending. Plain script, because people type and send before WebAssembly is
// there, and their words must be back before they type over them.
//
// A copy stands in sessionStorage, so it belongs to one tab and goes with it. It also belongs to one
// person: it is shown to nobody else, another person signing in throws it away, and so does signing out,
// in every tab. Passwords and hidden inputs are never part of it.
const PREFIX = "typed ";
const TYPED = "input:not([type=password], [type=hidden], [type=file], [type=submit]), textarea, select";
// Hidden, but says which thing is being made: sent again, it changes that thing instead of making a second.
const NAMES = "input[data-same]";
// Written by one tab when it signs out, heard by the others.
const SIGNED_OUT = "signed-out";
const REST_MS = 300;

const person = document.querySelector("[data-person]")?.dataset.person ?? "";
// Signed out, here or in another tab: nothing more is kept.
let over = false;
let copies;
try {
  copies = window.sessionStorage;
} catch {
  // Storage is switched off: the forms work without.
}
if (copies) begin();

function begin() {
  if (person) forget((copy) => copy.person !== person);
  settle();
  window.addEventListener("storage", ({ key }) => {
    // Without a key: everything was cleared, which signing out does too.
    if (key === SIGNED_OUT || key === null) end();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    end();
    localStorage.setItem(SIGNED_OUT, Date.now());
  });
  for (const notice of document.querySelectorAll(".form-guard")) {
    const form = notice.closest("form");
    if (form) guard(form, notice);
  }
}

function end() {
  over = true;
  forget(() => true);
}

// Marks what has arrived: this page is the answer to it, one that came from where it was sent and is a
// redirect or at least another page. Whatever else is loaded after sending proves nothing; it may be the way
// back from a dead network.
function settle() {
  const redirected = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  for (const key of keys()) {
    const copy = read(key);
    if (!copy?.sent || copy.arrived) continue;
    const came = document.referrer === location.origin + copy.from;
    // Some browsers do not say where one came from.
    const answer = came ? redirected || here() !== copy.from : redirected && !document.referrer;
    if (answer) put(key, JSON.stringify({ ...copy, arrived: true }));
  }
}

function here() {
  return location.pathname + location.search;
}

function guard(form, notice) {
  const key = PREFIX + JSON.stringify([location.pathname, form.getAttribute("action"), notice.dataset.of]);
  let waiting;
  const keep = (sent) => {
    clearTimeout(waiting);
    waiting = undefined;
    save(key, form, sent);
  };
  const shown = restore(key, form);
  if (shown) show(notice, shown);
  // The browser puts back whatever was typed, also what has become something else since it arrived; it does so late.
  else if (cameBack()) window.addEventListener("pageshow", () => empty(form), { once: true });
  form.addEventListener("input", () => (waiting ??= setTimeout(keep, REST_MS)));
  window.addEventListener("pagehide", () => waiting && keep());
  form.addEventListener("submit", () => {
    const sent = Date.now();
    keep(sent);
    // Which visit it was sent from: only the way back to that one shows it again.
    history.replaceState({ ...history.state, sent: { ...history.state?.sent, [key]: sent } }, "");
  });
  notice.querySelector("[data-again]").addEventListener("click", () => {
    copies.removeItem(key);
    notice.hidden = true;
    empty(form);
  });
  notice.querySelector("[data-close]").addEventListener("click", () => {
    notice.hidden = true;
  });
}

function cameBack() {
  return performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

function controls(form, which = `${TYPED}, ${NAMES}`) {
  return [...form.querySelectorAll(which)];
}

function property(control) {
  return control.matches("[type=checkbox], [type=radio]") ? "checked" : "value";
}

// What the server wrote into a control.
function given(control) {
  if (control.matches("select")) return ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value;
  return property(control) === "checked" ? control.defaultChecked : control.defaultValue;
}

// A copy: whose it is; when and from where it was sent, if it was; of each control its name, its content
// and what the server had written.
function save(key, form, sent) {
  if (over) return;
  const fields = controls(form).map((control) => [control.name, control[property(control)], given(control)]);
  if (!sent && fields.every(([, content, before]) => content === before)) copies.removeItem(key);
  else put(key, JSON.stringify({ person, sent, from: here(), fields }));
}

function put(key, text) {
  try {
    copies.setItem(key, text);
  } catch {
    // Full: what has been sent makes room for what has not.
    forget((copy) => copy.sent);
    try {
      copies.setItem(key, text);
    } catch {
      // The form still has it.
    }
  }
}

function read(key) {
  try {
    return JSON.parse(copies.getItem(key));
  } catch {
    return null;
  }
}

function keys() {
  return Object.keys(copies).filter((key) => key.startsWith(PREFIX));
}

function forget(which) {
  for (const key of keys()) {
    if (which(read(key) ?? {})) copies.removeItem(key);
  }
}

// Puts a copy back; returns it if the form then says more than the server wrote.
function restore(key, form) {
  const copy = read(key);
  if (!copy || copy.person !== person) return;
  // It has arrived: a new visit means a new form, and what was refused the server itself gives back.
  if (copy.arrived && history.state?.sent?.[key] !== copy.sent) return;
  const all = controls(form);
  // Another version of the form: better nothing than a mix.
  if (all.length !== copy.fields.length || all.some((control, at) => control.name !== copy.fields[at][0])) return;
  let more = false;
  for (const control of controls(form, TYPED)) {
    const [, content, before] = copy.fields[all.indexOf(control)];
    const now = given(control);
    // What was sent and has arrived stands in the form already, or what has become of it since.
    if (content === now || (copy.sent && now !== before)) continue;
    // Somebody was quicker, or the browser has put it back itself.
    if (control[property(control)] === now) control[property(control)] = content;
    more = true;
  }
  if (!more) return;
  for (const control of controls(form, NAMES)) control.value = copy.fields[all.indexOf(control)][1];
  return copy;
}

function show(notice, { sent }) {
  if (sent) {
    const [time, at] = [notice.querySelector("time"), new Date(sent)];
    time.textContent = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    time.dateTime = at.toISOString();
  }
  notice.querySelector(sent ? "[data-sent]" : "[data-typed]").hidden = false;
  notice.hidden = false;
}

// As the server wrote it; who follows a control hears of it.
function empty(form) {
  const before = controls(form, TYPED).map((control) => [control, control[property(control)]]);
  form.reset();
  for (const [control, content] of before) {
    if (control[property(control)] === content) continue;
    for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
  }
}
