// Plain script, because both must happen before WebAssembly is there: the offer to install fires once,
// soon after loading, and the service worker should be in place even if the rest never arrives.
let offer;
const buttons = () => document.querySelectorAll("[data-install]");

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  for (const button of buttons()) button.hidden = false;
});

window.addEventListener("appinstalled", () => {
  offer = undefined;
  for (const button of buttons()) button.hidden = true;
});

document.addEventListener("click", (event) => {
  if (offer && event.target.closest?.("[data-install]")) {
    offer.prompt();
    offer = undefined;
    for (const button of buttons()) button.hidden = true;
  }
});

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => {
    // Private windows refuse; the site works without.
  });
}
