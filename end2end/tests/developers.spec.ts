// The reference of the public API: readable, and what it shows works as it stands.

import { axe, expect, test } from "./support/fixtures";
import { focused, press, tabTo } from "./support/keyboard";
import { visitor } from "./support/pages";
import { mark, newcomer } from "./support/people";
import { found, signUp } from "./support/steps";

interface Command {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** A command as a shell would read it. */
function read(command: string, token: string): Command {
  const line = command.replaceAll("\\\n", " ").replaceAll("$TOKEN", token).replaceAll("$(uuidgen)", crypto.randomUUID());
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare);
  expect(words.shift()).toBe("curl");
  const read: Command = { method: "GET", url: "", headers: {} };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "-X") read.method = words.shift()!;
    else if (word === "-H") {
      const [name, value] = words.shift()!.split(": ");
      read.headers[name] = value;
    } else if (word === "-d") {
      read.body = words.shift()!;
      if (read.method === "GET") read.method = "POST";
    } else read.url = word;
  }
  return read;
}

test("every command that is shown works with a key that was just made", async ({ page, baseURL }) => {
  await signUp(page, newcomer("Ada Bytes"));
  await found(page, `Careers API ${mark()}`);
  await page.goto("/security/keys");
  await page.getByLabel("Name").fill("Reference");
  for (const box of await page.getByRole("group", { name: "It may" }).getByRole("checkbox").all()) await box.check();
  await page.getByRole("button", { name: "Make key" }).click();
  const key = await page.getByLabel("The new key").innerText();
  await page.getByRole("link", { name: "What a key can be used for: the API" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "API" })).toBeVisible();

  const commands = await page.locator(".developers-code").allTextContents();
  expect(commands.length).toBeGreaterThan(30);
  // No cookies: nothing but the key speaks for it.
  const program = await visitor(baseURL!);
  const answered = new Map<string, number>();
  for (const text of commands) {
    const { method, url, headers, body } = read(text, key);
    expect(url, text).toContain(`${baseURL}/api/v1/`);
    const answer = await program.fetch(url, { method, headers, data: body, maxRedirects: 0 });
    const said = await answer.text();
    const what = `${method} ${new URL(url).pathname}: ${answer.status()} ${said.slice(0, 200)}`;
    // The ids are examples, and some things are for people alone; but every command is understood.
    expect.soft([200, 201, 204, 401, 403, 404, 409, 422], what).toContain(answer.status());
    if (answer.status() >= 400) {
      expect.soft(answer.headers()["content-type"], what).toBe("application/problem+json");
      const { code, errors } = JSON.parse(said);
      expect.soft(code, what).not.toMatch(/^(not_json|unreadable)$/);
      if (answer.status() === 422) expect.soft(Object.keys(errors ?? {}), what).not.toEqual([]);
    }
    answered.set(`${method} ${new URL(url).pathname}`, answer.status());
  }
  await program.dispose();
  for (const done of ["GET /api/v1/me", "GET /api/v1/jobs", "GET /api/v1/organisation", "GET /api/v1/organisation/jobs"]) {
    expect(answered.get(done), done).toBe(200);
  }
  const through = [...answered.values()].filter((status) => status < 300).length;
  expect(through, "commands that do what they say").toBeGreaterThanOrEqual(8);
});

test("the reference is read by keyboard, and by a phone", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("/developers");
  await axe(page, "the reference of the API");
  await press(page, /^Jobs$/);
  await expect(page).toHaveURL(/#jobs$/);
  await expect(page.getByRole("heading", { level: 2, name: "Jobs", exact: true })).toBeInViewport();
  // From there on: what lies behind the heading is the next to get the focus.
  await tabTo(page, /^Example$/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Command");
  await expect(page.locator(".developers-code:focus")).toContainText("curl '");
  await page.setViewportSize({ width: 360, height: 780 });
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content).toBeLessThanOrEqual(window);
});

test("the document behind it is the same for tools", async ({ page, request }) => {
  await page.goto("/developers");
  const href = await page.getByRole("link", { name: "openapi.json" }).getAttribute("href");
  const { paths, openapi } = await (await request.get(href!)).json();
  expect(openapi).toMatch(/^3\.1/);
  const operations = Object.entries<Record<string, unknown>>(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
  const shown = await page.locator(".developers-endpoint > p:first-of-type code").allInnerTexts();
  expect(shown.map((one) => one.trim()).sort()).toEqual(operations.sort());
});
