// Everybody can use every page: what axe finds, the keyboard alone, a narrow screen.

import { readFileSync } from "node:fs";
import { type Page, as, axe, axeInBothThemes, expect, test, theme } from "./support/fixtures";
import { tabTo } from "./support/keyboard";
import { amasJob, emptyPages, employerPages, personPages, publicPages, link, visitor } from "./support/pages";
import { mark, newcomer } from "./support/people";
import { expectNoSidewaysScroll, found, signUp } from "./support/steps";

const GROUPS = [
  { who: undefined, title: "public pages", places: publicPages },
  { who: "jane", title: "pages of a person", places: personPages },
  { who: "ama", title: "pages of an employer", places: employerPages },
] as const;

for (const { who, title, places } of GROUPS) {
  test.describe(title, () => {
    if (who) as(who);
    test(`axe has nothing to say about ${title}, light and dark`, async ({ page, baseURL, watch }) => {
      test.setTimeout(180_000);
      watch.allow(404, /no-such-page/);
      await theme(page, "light");
      for (const place of await places(baseURL!)) {
        await page.goto(place.path);
        // The gallery shows heads of pages as samples.
        if (place.name !== "gallery") await expect.soft(page.getByRole("heading", { level: 1 }), `${place.name}: one first heading`).toHaveCount(1);
        await axeInBothThemes(page, place.name);
      }
    });

    test(`each of the ${title} has a title of its own`, async ({ baseURL }) => {
      const context = await visitor(baseURL!, who);
      const named = new Map<string, string>();
      for (const { path } of await places(baseURL!)) {
        const [address] = path.split("?");
        const html = await (await context.get(path)).text();
        const [, text] = /<title>([^<]*)<\/title>/.exec(html) ?? [];
        expect.soft(text, address).toMatch(/Kinwork$/);
        expect.soft(named.get(text!) ?? address, `“${text}”`).toBe(address);
        named.set(text!, address);
      }
      await context.dispose();
    });

    test(`${title} fit a narrow screen, and its forms are looked after from their first field on`, async ({ page, baseURL, watch }) => {
      test.setTimeout(120_000);
      watch.allow(404, /no-such-page/);
      await page.setViewportSize({ width: 360, height: 780 });
      for (const place of await places(baseURL!)) {
        await page.goto(place.path);
        await expectNarrow(page, place.name);
        await expectLookedAfter(page, place.path);
      }
    });
  });
}

test("pages without anything on them fit a narrow screen and say what to do", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 360, height: 780 });
  await signUp(page, newcomer("Nothing Yet"));
  for (const place of emptyPages) {
    await page.goto(place.path);
    await expectNarrow(page, place.name);
    await axe(page, place.name);
  }
  await found(page, `Empty ${mark()}`);
  await expectNarrow(page, "jobs of a new organisation");
  await expect(page.getByRole("main").getByRole("link", { name: "Post a job" }).last()).toBeVisible();
  await axe(page, "jobs of a new organisation");
});

test("every page there is belongs to one of the groups", async ({ baseURL }) => {
  const source = readFileSync(new URL("../../app/src/routes.rs", import.meta.url), "utf8");
  const routes = [...source.matchAll(/path!\("([^"]+)"\)/g)].map(([, route]) => route);
  const groups = await Promise.all(GROUPS.map(({ places }) => places(baseURL!)));
  const walked = groups.flat().map(({ path }) => path.split("?")[0]);
  const missed = routes.filter((route) => !route.startsWith("/console")).filter((route) => !walked.some((path) => new RegExp(`^${route.replace(/:\w+/g, "[^/]+")}$`).test(path)));
  // These lead on, ask for a proof that is minutes old, or are for those who hold a link, a code or are locked out;
  // the console has its own journeys.
  const elsewhere = [
    "/alerts/unsubscribe",
    "/auth/:provider/callback",
    "/auth/continue",
    "/invitation",
    "/onboarding",
    "/organisation/ownership",
    "/privacy/erase",
    "/privacy/erased",
    "/reset-password",
    "/security/appeal",
    "/security/deactivate",
    "/security/passkeys/:id",
    "/security/passkeys/new",
    "/security/second-step/set-up",
    "/sign-in/second-step",
    "/verify-email",
  ];
  expect(missed.filter((route) => !elsewhere.includes(route))).toEqual([]);
});

/** Neither the page nor a table on it moves sideways. */
async function expectNarrow(page: Page, name: string): Promise<void> {
  await expectNoSidewaysScroll(page);
  // The gallery shows tables as they are.
  if (name === "gallery") return;
  const wide = await page.locator(".table-wrap").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.getAttribute("aria-label")));
  expect.soft(wide, `${name}: tables that move sideways`).toEqual([]);
}

/** What looks after a form stands before its fields, and the browser may put every field back. */
async function expectLookedAfter(page: Page, name: string): Promise<void> {
  const wrong = await page.evaluate(() => {
    const late = [...document.querySelectorAll(".form-guard")].filter((guard) => guard.closest("form")?.firstElementChild !== guard);
    // What is typed to confirm is typed each time.
    const forgotten = [...document.querySelectorAll("form:not(.dialog-form) input[autocomplete=off]:not([name=confirm_name]), form textarea[autocomplete=off]")];
    return [...late, ...forgotten].map((element) => element.closest("form")?.action + ": " + element.outerHTML.slice(0, 120));
  });
  expect.soft(wrong, name).toEqual([]);
}

test("signing in and applying need no mouse", async ({ page, baseURL }) => {
  const who = newcomer("Kay Board");
  await signUp(page, who);
  await page.context().clearCookies();
  const job = await link(baseURL!, undefined, "/jobs?q=forklift", "/jobs/[0-9a-f-]{36}");

  await page.goto("/sign-in");
  await tabTo(page, /^E-mail/);
  await page.keyboard.type(who.email);
  await tabTo(page, /^Password/);
  await page.keyboard.type(who.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/home/);

  await page.goto("/onboarding/about");
  await tabTo(page, /^Where you start from/);
  await page.keyboard.type("E1 6AN");
  await tabTo(page, /^Save and continue/);
  await page.keyboard.press("Enter");
  for (const step of ["work", "skills", "experience"]) {
    await expect(page).toHaveURL(new RegExp(`/onboarding/${step}`));
    await tabTo(page, /^Skip for now$/);
    await page.keyboard.press("Enter");
  }
  await expect(page).toHaveURL(/\/onboarding\/finish/);
  await tabTo(page, /^Finish and see jobs for me$/);
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/onboarding/);

  await page.goto(job);
  await tabTo(page, /^(A note|Note) to the employer/);
  await page.keyboard.type("Typed, not clicked.");
  await tabTo(page, /^Apply$/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/applications\//);
  await expect(page.getByText("Typed, not clicked.")).toBeVisible();
});

test("the first Tab offers to skip to the content", async ({ page }) => {
  await page.goto("/jobs");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("a refused form takes the focus to what is wrong", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("somebody@journey.example");
  await page.getByLabel("Password").fill("not the password");
  await page.keyboard.press("Enter");
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("The address or the password is not right");
  await expect(summary).toBeFocused();
});

test("a job on paper is its words, dark on light", async ({ page, baseURL }) => {
  await theme(page, "dark");
  await page.goto(await link(baseURL!, undefined, "/jobs", "/jobs/[0-9a-f-]{36}"));
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  for (const role of ["banner", "navigation", "contentinfo", "button"] as const) {
    await expect(page.getByRole(role).filter({ visible: true }), role).toHaveCount(0);
  }
  const [, lightness] = /oklch\(([\d.]+)/.exec(await page.evaluate(() => getComputedStyle(document.body).color)) ?? [];
  expect(Number(lightness)).toBeLessThan(0.4);
});

test.describe("a person", () => {
  as("jane");

  test("finds the way up in the top bar", async ({ page }) => {
    await page.goto("/profile/skills");
    const way = page.getByRole("banner").getByRole("navigation", { name: "Breadcrumb" });
    await expect(way.getByText("Skills")).toHaveAttribute("aria-current", "page");
    await way.getByRole("link", { name: "My profile" }).click();
    await expect(page).toHaveURL(/\/profile$/);
  });

  test("finds it there on pages of jobs too, and only there", async ({ page, baseURL }) => {
    const match = await link(baseURL!, "jane", "/matches", "/matches/[0-9a-f-]{36}");
    const application = await link(baseURL!, "jane", "/applications", "/applications/[0-9a-f-]{36}");
    const places = [
      [match, "Jobs for me"],
      [match.replace("/matches/", "/jobs/"), "Find work"],
      [application, "My applications"],
    ];
    for (const [path, up] of places) {
      await page.goto(path);
      await expectWayUp(page, [up]);
    }
  });

  test("is asked before something is gone, with the focus on what changes nothing", async ({ page }) => {
    await page.goto("/profile/experience");
    const out = page.getByRole("button", { name: /^Take out / }).first();
    await out.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog").getByRole("button", { name: "Keep it" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(out).toBeFocused();
  });
});

/** The breadcrumb stands in the top bar, once, and leads up through these. */
async function expectWayUp(page: Page, up: string[]): Promise<void> {
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toHaveCount(1);
  const way = page.getByRole("banner").getByRole("navigation", { name: "Breadcrumb" });
  await expect(way.getByRole("link")).toHaveText(up);
}

test.describe("an employer", () => {
  as("ama");

  test("finds the way up in the top bar", async ({ page, baseURL }) => {
    const job = await amasJob(baseURL!);
    await page.goto("/hiring/jobs/new");
    await expectWayUp(page, ["Jobs"]);
    await page.goto(`${job}/candidates`);
    await expectWayUp(page, ["Jobs"]);
    const title = await page.getByRole("heading", { level: 1 }).innerText();
    await page.goto(`${job}/edit/time`);
    await expectWayUp(page, ["Jobs", title]);
  });
});

test.describe("shortcuts", () => {
  as("ama");

  test("Ctrl K goes anywhere by typing", async ({ page }) => {
    await page.goto("/hiring/jobs");
    await expect(async () => {
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("combobox", { name: "Search or jump to" })).toBeFocused({ timeout: 500 });
    }).toPass();
    await axe(page, "command palette");
    await page.keyboard.type("sessions zz");
    await expect(page.getByText("Search jobs for “sessions zz”")).toBeVisible();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("my prof");
    const results = page.getByRole("listbox", { name: "Results" });
    await expect(results.getByRole("option", { name: /^My profile/ })).toHaveCount(1);
    await expect(results.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/profile$/);
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: "Search or jump to" })).toBeHidden();
  });

  test("? lists the shortcuts, but not while typing", async ({ page }) => {
    await page.goto("/hiring/jobs");
    const keys = page.getByText("These shortcuts");
    await expect(async () => {
      await page.keyboard.press("?");
      await expect(keys).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.keyboard.press("Escape");
    await expect(keys).toBeHidden();
    await page.getByRole("searchbox").first().fill("");
    await page.keyboard.type("why?");
    await expect(keys).toBeHidden();
  });
});

test("the theme is a choice that stays", async ({ page }) => {
  await page.goto("/");
  await expect(async () => {
    await page.getByRole("button", { name: "Dark" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark", { timeout: 500 });
  }).toPass();
  await page.goto("/jobs");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("button", { name: "Dark" })).toHaveAttribute("aria-pressed", "true");
});

test.describe("on a phone", () => {
  as("jane");
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  test("what one taps is as large as a thumb", async ({ page }) => {
    for (const path of ["/home", "/jobs", "/matches", "/applications", "/profile/about"]) {
      await page.goto(path);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("nav.bottom a, nav.bottom button, main button, main input:not([type=hidden]), main select, main a.button")]
          .map((element) => {
            // A box and its label are one target.
            const target = element.closest("label") ?? element.closest(".control") ?? element;
            const { width, height } = target.getBoundingClientRect();
            return { what: (element.getAttribute("aria-label") ?? element.textContent ?? "").trim() || element.outerHTML.slice(0, 80), width, height };
          })
          .filter(({ width, height }) => width > 1 && height > 1 && height < 43.5),
      );
      expect.soft(small, path).toEqual([]);
    }
  });
});
