// Before all tests: the server answers, and each demo login is signed in once. Accounts are throttled
// (ten attempts in a quarter of an hour), so the tests share these sessions and do not end them. The double of
// another service listens as long as they run.

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { type FullConfig, request } from "@playwright/test";
import { DEMO, DEMO_PASSWORD, type Demo, session } from "./people";
import { startProvider } from "./provider";
import { remember } from "./typed";

export default async function setup(config: FullConfig): Promise<() => Promise<void>> {
  const baseURL = config.projects[0].use.baseURL;
  await ready(`${baseURL}/readyz`);
  remember(DEMO_PASSWORD);
  for (const who of Object.keys(DEMO) as Demo[]) {
    const context = await request.newContext({ baseURL, extraHTTPHeaders: { origin: new URL(baseURL!).origin } });
    const answer = await context.post("/api/identity/sign_in", {
      form: { "form[email]": DEMO[who].email, "form[password]": DEMO_PASSWORD, "form[next]": "/about" },
      maxRedirects: 0,
    });
    const to = answer.headers()["location"];
    if (to !== "/about") throw new Error(`${DEMO[who].email} cannot sign in: ${answer.status()} ${to}. Is the demo data loaded?`);
    await mkdir(dirname(session(who)), { recursive: true });
    remember(DEMO[who].email, DEMO[who].name);
    const { cookies } = await context.storageState({ path: session(who) });
    remember(...cookies.map(({ value }) => value));
    await context.dispose();
  }
  return startProvider();
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`no server answers at ${url}`);
}
