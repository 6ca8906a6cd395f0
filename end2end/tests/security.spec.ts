// What every answer carries, who may write, and what a stranger gets.

import { type APIRequestContext, type APIResponse, request as requests } from "@playwright/test";
import { as, expect, test } from "./support/fixtures";
import { mailedLink } from "./support/mail";
import { mark, session } from "./support/people";
import { type ServerFunction, serverFunctions } from "./support/server-functions";

/** What anybody may call: making an account, signing in and out, the theme, looking up words and places. */
const OPEN = new Set([
  "/api/alerts/stop",
  "/api/identity/confirm_address",
  "/api/identity/finish_sign_up",
  "/api/identity/forgot_password",
  "/api/identity/reset_password",
  "/api/identity/sign_up",
  "/api/identity/start_provider",
  "/api/identity/sign_in",
  "/api/identity/second_step",
  "/api/identity/second_step_with_passkey",
  "/api/identity/sign_in_with_passkey",
  "/api/identity/passkey_challenge",
  "/api/identity/sign_out",
  "/api/identity/set_theme",
  "/api/taxonomy/search_skills",
  "/api/taxonomy/search_occupations",
  "/api/taxonomy/search_places",
  "/api/taxonomy/match_labels",
]);

function policy(answer: APIResponse): Map<string, string[]> {
  const text = answer.headers()["content-security-policy"] ?? "";
  return new Map(text.split(";").map((part) => part.trim().split(/\s+/)).map(([name, ...values]) => [name, values]));
}

async function stranger(baseURL: string, headers: Record<string, string> = {}): Promise<APIRequestContext> {
  return requests.newContext({ baseURL, extraHTTPHeaders: headers, storageState: { cookies: [], origins: [] } });
}

async function call(context: APIRequestContext, { path, method, field }: ServerFunction): Promise<APIResponse> {
  const fields = { [field]: "1" };
  return method === "GET"
    ? context.get(path, { params: fields, maxRedirects: 0 })
    : context.post(path, { form: fields, maxRedirects: 0 });
}

const PAGES = ["/", "/jobs", "/sign-in", "/sign-up", "/about", "/how-fit-works", "/no-such-page"];

for (const path of PAGES) {
  test(`${path} runs only its own scripts and shows in no frame`, async ({ request }) => {
    const answer = await request.get(path);
    const csp = policy(answer);
    const scripts = csp.get("script-src") ?? [];
    expect(scripts.filter((source) => /^'nonce-[\w+/=-]{16,}'$/.test(source))).toHaveLength(1);
    for (const [name, sources] of csp) {
      expect(sources, name).not.toContain("'unsafe-inline'");
      expect(sources, name).not.toContain("'unsafe-eval'");
      expect(sources, name).not.toContain("*");
    }
    for (const name of ["frame-ancestors", "object-src", "base-uri"]) expect(csp.get(name), name).toEqual(["'none'"]);
    for (const name of ["default-src", "style-src", "form-action"]) expect(csp.get(name), name).toEqual(["'self'"]);
    const again = policy(await request.get(path));
    expect(again.get("script-src"), "a nonce is used once").not.toEqual(scripts);
    expect(await answer.text(), "no inline style").not.toMatch(/<style|\sstyle="/);
  });
}

for (const path of [...PAGES, "/manifest.webmanifest", "/sw.js", "/icons/icon-192.png", "/api/no/such"]) {
  test(`${path} carries the fixed headers`, async ({ request }) => {
    const headers = (await request.get(path)).headers();
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["x-request-id"]).toBeTruthy();
    expect(headers["server"]).toBeUndefined();
  });
}

test("a write from another site is refused, whatever it calls", async ({ baseURL }) => {
  const forged: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site", origin: baseURL! },
    { "sec-fetch-site": "same-site", origin: baseURL! },
    { "sec-fetch-site": "none" },
    {},
  ];
  const functions = serverFunctions().filter(({ method }) => method === "POST");
  expect(functions.length).toBeGreaterThan(15);
  for (const headers of forged) {
    // With the cookies of somebody signed in, as a browser without SameSite would send them.
    const context = await requests.newContext({ baseURL, extraHTTPHeaders: headers, storageState: session("jane") });
    for (const one of functions) {
      expect((await call(context, one)).status(), `${one.path} with ${JSON.stringify(headers)}`).toBe(403);
    }
    await context.dispose();
  }
});

test("a stranger gets nowhere by calling server functions", async ({ baseURL }) => {
  const context = await stranger(baseURL!, { origin: baseURL! });
  const through: string[] = [];
  for (const one of serverFunctions().filter(({ path }) => !OPEN.has(path))) {
    const answer = await call(context, one);
    const to = answer.headers()["location"] ?? "";
    const sentToSignIn = [302, 303].includes(answer.status()) && to.startsWith("/sign-in?");
    if (!sentToSignIn && answer.status() !== 401) through.push(`${one.method} ${one.path}: ${answer.status()} ${to}`);
  }
  await context.dispose();
  expect(through).toEqual([]);
});

test("a function that writes does not answer to GET", async ({ baseURL }) => {
  const context = await stranger(baseURL!, { origin: baseURL! });
  for (const { path } of serverFunctions().filter(({ method }) => method === "POST")) {
    const { status } = { status: (await context.get(path, { params: { "form[x]": "1" }, maxRedirects: 0 })).status() };
    expect([400, 404, 405], `${path}: ${status}`).toContain(status);
  }
  await context.dispose();
});

const PRIVATE = [
  "/home",
  "/profile",
  "/matches",
  "/applications",
  "/onboarding/basics",
  "/security",
  "/security/email",
  "/security/password",
  "/security/providers",
  "/security/devices",
  "/security/activity",
  "/security/keys",
  "/security/deactivate",
  "/organisations",
  "/organisations/new",
  "/organisation",
  "/organisation/members",
  "/organisation/fields",
  "/organisation/ownership",
  "/hiring/jobs",
  "/hiring/jobs/new",
];

test("a private page leads a stranger to sign-in and back", async ({ baseURL }) => {
  const context = await stranger(baseURL!);
  for (const path of PRIVATE) {
    const answer = await context.get(path, { maxRedirects: 0 });
    expect(answer.status(), path).toBe(303);
    expect(answer.headers()["location"], path).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
  }
  await context.dispose();
});

test("sign-in never leads to another site", async ({ baseURL }) => {
  const context = await stranger(baseURL!, { origin: baseURL! });
  for (const next of ["https://evil.example/", "//evil.example/", "/\\evil.example"]) {
    const page = await context.get("/sign-in", { params: { next } });
    expect(page.status()).toBe(200);
  }
  const who = { email: `nobody.${mark()}@journey.example`, password: "violet lantern harbour 7" };
  await context.post("/api/identity/sign_up", { form: { "form[name]": "Nobody", "form[email]": who.email, "form[next]": "//evil.example/" } });
  const link = await mailedLink(context, who.email, "Finish signing up");
  expect(link).not.toContain("evil");
  const token = new URLSearchParams(link.split("?")[1]).get("token")!;
  const answer = await context.post("/api/identity/finish_sign_up", {
    form: { "form[token]": token, "form[password]": who.password, "form[terms]": "true", "form[next]": "//evil.example/" },
    maxRedirects: 0,
  });
  expect(answer.headers()["location"]).toBe("/");
  const again = await context.post("/api/identity/sign_in", {
    form: { "form[email]": who.email, "form[password]": who.password, "form[next]": "//evil.example/" },
    maxRedirects: 0,
  });
  expect(again.headers()["location"]).toBe("/");
  const cookie = answer.headers()["set-cookie"] ?? "";
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Lax/);
  await context.dispose();
});

test("sign-up and sign-in do not tell who has an account", async ({ baseURL }) => {
  const context = await stranger(baseURL!, { origin: baseURL! });
  for (const [path, sent] of [["sign_up", "/sign-up?sent=1"], ["forgot_password", "/forgot-password?sent=1"]]) {
    for (const email of ["jane@demo.example", `nobody.${mark()}@journey.example`]) {
      const form = { "form[name]": "Somebody", "form[email]": email };
      const answer = await context.post(`/api/identity/${path}`, { form, maxRedirects: 0 });
      expect(answer.headers()["location"], `${path} ${email}`).toBe(sent);
      expect(answer.headers()["set-cookie"]).toBeUndefined();
    }
  }
  await context.dispose();
});

test("what somebody types is text and never runs", async ({ page }) => {
  const payload = `"><img src=x onerror=document.title='run'><script>document.title='run'</script>`;
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(payload);
  // An address to the browser, none to the server: the form comes back with what was typed.
  await page.getByLabel("E-mail").fill("somebody@journey");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue(payload);
  await expect(page).not.toHaveTitle("run");
});

test.describe("signed in", () => {
  as("jane");

  test("a form on another site cannot act for a person", async ({ page, baseURL, watch }) => {
    watch.allow(403, /sign_out/);
    await page.route("https://evil.example/", (route) =>
      route.fulfill({ contentType: "text/html", body: `<form method="post" action="${baseURL}/api/identity/sign_out"><button>Win</button></form>` }),
    );
    await page.goto("https://evil.example/");
    await page.getByRole("button", { name: "Win" }).click();
    await expect(page.getByText("did not come from this site")).toBeVisible();
    await page.goto("/home");
    await expect(page).toHaveURL(/\/home$/);
  });
});
