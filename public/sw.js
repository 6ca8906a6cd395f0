// Makes the site quick the second time and honest when there is no network. It keeps files that say
// nothing about anybody: hashed scripts and styles, the typeface, icons, the offline page. It never
// keeps a page or an answer of /api.

// Raise when a file of SHELL changes: their names carry no hash.
const VERSION = 2;
const SHELL_CACHE = `shell-${VERSION}`;
const PKG_CACHE = "hashed";
// Files of older builds are let go beyond this.
const PKG_LIMIT = 12;
const OFFLINE = "/offline.html";
const SHELL = [OFFLINE, "/offline.css", "/favicon.svg", "/fonts/inter-latin.woff2", "/icons/icon-192.png"];

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (request.method !== "GET" || url.pathname.startsWith("/api")) return;
  else if (url.pathname.startsWith("/pkg/")) event.respondWith(kept(request, PKG_CACHE, PKG_LIMIT));
  else if (/^\/(fonts|icons)\//.test(url.pathname) || SHELL.includes(url.pathname)) event.respondWith(kept(request, SHELL_CACHE));
});

async function fill() {
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: "reload" })));
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL_CACHE && name !== PKG_CACHE).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// The network, and the offline page when there is none; for a form that is sent too.
async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return offline(event.request.method);
  }
}

async function offline(method) {
  const page = await caches.match(OFFLINE);
  if (!page || method === "GET") return page ?? Response.error();
  // A form is sent again from where it stands, not by asking for the address it was sent to.
  const words = (await page.text()).replace(/<p><a.*<\/p>/, "");
  const headers = ["content-type", "content-security-policy"].map((name) => [name, page.headers.get(name) ?? ""]);
  return new Response(words, { headers });
}

// The kept copy first; what is fetched is kept, unless its name may come to mean something else: while
// the site is being developed, names in /pkg carry no hash.
async function kept(request, name, limit) {
  const cache = await caches.open(name);
  const copy = await cache.match(request);
  if (copy) return copy;
  const response = await fetch(request);
  const changes = response.headers.get("cache-control")?.includes("no-cache");
  if (response.status === 200 && !changes) {
    await cache.put(request, response.clone());
    if (limit) await trim(cache, limit);
  }
  return response;
}

// Keys come in the order they were put.
async function trim(cache, limit) {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - limit)).map((key) => cache.delete(key)));
}
