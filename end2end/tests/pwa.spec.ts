// The app can be installed, starts quickly the second time, and is honest without a network.

import { type Page, as, expect, test } from "./support/fixtures";
import { newcomer } from "./support/people";
import { signOut, signUp } from "./support/steps";

/** Waits until the service worker stands between the page and the network. */
async function controlled(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL ?? "")).toMatch(/\/sw\.js$/);
}

interface Icon {
  src: string;
  sizes: string;
  type: string;
  purpose: string;
}

test("the manifest has what installing needs, and its icons are what it says", async ({ page, request }) => {
  await page.goto("/");
  const link = await page.evaluate(() => document.querySelector<HTMLLinkElement>("link[rel=manifest]")?.getAttribute("href"));
  expect(link).toBe("/manifest.webmanifest");
  const answer = await request.get(link!);
  expect(answer.headers()["content-type"]).toContain("application/manifest+json");
  const manifest = await answer.json();
  expect(manifest).toMatchObject({ name: "Kinwork", short_name: "Kinwork", scope: "/", display: "standalone" });
  expect(manifest.start_url).toMatch(/^\//);
  expect(manifest.theme_color).toBeTruthy();
  expect(manifest.background_color).toBeTruthy();
  const icons: Icon[] = manifest.icons;
  for (const purpose of ["any", "maskable"]) {
    for (const size of ["192x192", "512x512"]) {
      expect(icons.find((icon) => icon.purpose === purpose && icon.sizes === size), `${purpose} ${size}`).toBeTruthy();
    }
  }
  for (const icon of icons) {
    const png = await (await request.get(icon.src)).body();
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(icon.sizes);
  }
  for (const shortcut of manifest.shortcuts) {
    expect((await request.get(shortcut.url)).status(), shortcut.url).toBe(200);
  }
});

test("the browser itself finds nothing that prevents installing", async ({ page, context }) => {
  await page.goto("/");
  await controlled(page);
  const browser = await context.newCDPSession(page);
  const { errors } = await browser.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await browser.send("Page.getInstallabilityErrors");
  // Every test runs in a private window, where nothing can be installed.
  expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito")).toEqual([]);
});

test("the service worker takes over on the first visit", async ({ page }) => {
  await page.goto("/");
  await controlled(page);
});

test("without a network a page says so, and comes back with it", async ({ page, context, watch }) => {
  await page.goto("/jobs");
  await controlled(page);
  watch.offline = true;
  await context.setOffline(true);
  await page.goto("/how-fit-works");
  await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();
  await expect(page).toHaveTitle(/No connection/);
  await context.setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You are offline" })).toBeHidden();
  await expect(page).toHaveURL(/\/how-fit-works$/);
});

test("signing out leaves nothing of a person, and the offline page comes back", async ({ page, context, watch }) => {
  const who = newcomer("Left Behind");
  await signUp(page, who);
  await controlled(page);
  await page.evaluate(async () => {
    localStorage.setItem("mine", "1");
    sessionStorage.setItem("mine", "1");
    await (await caches.open("mine")).put("/mine", new Response("1"));
  });
  await signOut(page, who.name);
  expect(await page.evaluate(async () => [localStorage.getItem("mine"), sessionStorage.getItem("mine"), await caches.has("mine")])).toEqual([null, null, false]);
  await controlled(page);
  watch.offline = true;
  await context.setOffline(true);
  await page.goto("/jobs");
  await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();
});

test("a form sent without a network is still there with it", async ({ page, context, watch }) => {
  await signUp(page, newcomer("Under Ground"));
  await page.goto("/organisations/new");
  await controlled(page);
  await page.getByLabel("Name", { exact: true }).fill("Tunnel Works");
  watch.offline = true;
  await context.setOffline(true);
  // That does not hold for what the service worker itself sends.
  await context.route("**/api/**", (route) => route.abort("internetdisconnected"));
  await page.getByRole("button", { name: "Create organisation" }).click();
  await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Try again" })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();
  await context.setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Tunnel Works");
  await expect(page.getByText(/^This is what you sent at/)).toBeVisible();
});

test.describe("signed in", () => {
  as("jane");

  test("nothing about a person is kept in the browser", async ({ page, context, watch }) => {
    for (const path of ["/home", "/matches", "/profile", "/applications"]) {
      const answer = await page.goto(path);
      expect(answer?.headers()["cache-control"], path).toContain("no-store");
      await controlled(page);
    }
    // The second time, with the service worker in between.
    await page.goto("/home");
    await controlled(page);
    await page.goto("/profile");
    const kept = await page.evaluate(async () => {
      const found: { path: string; type: string }[] = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const key of await cache.keys()) {
          const copy = await cache.match(key);
          found.push({ path: new URL(key.url).pathname, type: copy?.headers.get("content-type") ?? "" });
        }
      }
      return found;
    });
    expect(kept.length).toBeGreaterThan(0);
    for (const { path, type } of kept) {
      expect(path).toMatch(/^\/(pkg|fonts|icons)\/|^\/(offline\.(html|css)|favicon\.svg)$/);
      if (type.includes("html")) expect(path).toBe("/offline.html");
    }
    watch.offline = true;
    await context.setOffline(true);
    await page.goto("/profile");
    await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();
    await expect(page.getByText("Jane Mensah")).toHaveCount(0);
  });
});
