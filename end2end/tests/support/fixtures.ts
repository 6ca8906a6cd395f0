// `test` as every journey uses it: whatever a page complains about fails the test.

import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, type Page, test as base, expect } from "@playwright/test";
import { type Demo, session } from "./people";
import { rememberRequest } from "./typed";

export { expect };
export type { Browser, BrowserContext, Page };

/** Collects complaints of every page of a context. */
class Watch {
  private readonly complaints: string[] = [];
  private readonly allowed: { status: number; path: RegExp }[] = [];
  /** The network is cut on purpose: requests fail, and the browser says so. */
  offline = false;
  /** The browser runs no scripts. */
  scriptOff = false;

  /** This test expects an answer of this status from such a path. */
  allow(status: number, path: RegExp): void {
    this.allowed.push({ status, path });
  }

  follow(context: BrowserContext, origin: string): void {
    const ours = (url: string) => url.startsWith(origin);
    const expected = (url: string) => this.allowed.some(({ path }) => path.test(new URL(url).pathname));
    context.on("console", (message) => {
      // An island that stays dead is only a warning to the framework.
      const dead = message.text().includes("Could not find WASM function");
      if (message.type() !== "error" && !dead) return;
      // The browser repeats a failed answer on the console; `response` judges that.
      const at = message.location().url;
      if (message.text().startsWith("Failed to load resource") && at && expected(at)) return;
      if (this.offline && message.text().includes("net::ERR_INTERNET_DISCONNECTED")) return;
      this.complaints.push(`console: ${message.text()} (${at})`);
    });
    context.on("request", (request) => {
      if (ours(request.url())) rememberRequest(request);
    });
    context.on("weberror", (error) => this.complaints.push(`page error: ${error.error().stack ?? error.error()}`));
    context.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // With script switched off the browser reports each script as blocked.
      if (this.scriptOff && request.resourceType() === "script" && why === "csp") return;
      // Leaving a page ends what it was still loading.
      if (ours(request.url()) && !this.offline && why !== "net::ERR_ABORTED") this.complaints.push(`request: ${request.method()} ${request.url()} ${why}`);
    });
    context.on("response", (response) => {
      const path = new URL(response.url()).pathname;
      const status = response.status();
      if (!ours(response.url()) || status < 400) return;
      if (this.allowed.some((one) => one.status === status && one.path.test(path))) return;
      this.complaints.push(`response: ${status} ${response.request().method()} ${response.url()}`);
    });
  }

  /** Fails the test if there was any complaint. */
  verdict(): void {
    expect(this.complaints, "what the pages complained about").toEqual([]);
  }
}

/** People of different journeys come from different addresses, which the server believes of one proxy (`cargo xtask e2e`): how
 * often one address may ask is not what they are about. */
export function fromElsewhere(): Record<string, string> {
  const part = () => Math.floor(Math.random() * 254) + 1;
  return { "x-forwarded-for": `10.${part()}.${part()}.${part()}` };
}

interface Fixtures {
  /** Names the refusals a test is about. */
  watch: Watch;
  /** A browser of somebody else, signed in as a demo login or not at all. */
  someone: (who?: Demo) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  extraHTTPHeaders: async ({}, use) => use(fromElsewhere()),
  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    watch.verdict();
  },
  context: async ({ context, watch, baseURL, javaScriptEnabled }, use) => {
    watch.scriptOff = javaScriptEnabled === false;
    watch.follow(context, baseURL!);
    await use(context);
  },
  someone: async ({ browser, watch, baseURL, viewport, isMobile, hasTouch, javaScriptEnabled }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (who) => {
      const context = await browser.newContext({
        baseURL,
        viewport,
        isMobile,
        hasTouch,
        javaScriptEnabled,
        reducedMotion: "reduce",
        locale: "en-GB",
        timezoneId: "Europe/London",
        extraHTTPHeaders: fromElsewhere(),
        storageState: who ? session(who) : { cookies: [], origins: [] },
      });
      watch.follow(context, baseURL!);
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/** Signs the test's own browser in as a demo login. */
export function as(who: Demo): void {
  test.use({ storageState: session(who) });
}

/** What must hold for every page: WCAG 2.2 A and AA, in the theme it is shown in. */
export async function axe(page: Page, name: string): Promise<void> {
  await analyse(checks(page).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]), name);
}

/** What must hold in either theme. Only what hangs on colours is looked at again in the dark. */
export async function axeInBothThemes(page: Page, name: string): Promise<void> {
  await expect(page.locator("html"), name).toHaveAttribute("data-theme", "light");
  await axe(page, `${name}, light`);
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  await analyse(checks(page).withRules(["color-contrast", "link-in-text-block"]), `${name}, dark`);
}

/** No page has frames; legacy mode spares a window for each check. */
function checks(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}

async function analyse(checks: AxeBuilder, name: string): Promise<void> {
  const { violations } = await checks.analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary?.split("\n")[1]?.trim()}`) }));
  expect(found, `axe on ${name}`).toEqual([]);
}

export type Shade = "light" | "dark";

/** Chooses the theme as the person would have: by its cookie. */
export async function theme(page: Page, shade: Shade): Promise<void> {
  await page.context().addCookies([{ name: "theme", value: shade, url: test.info().project.use.baseURL! }]);
}
