// What jobs, applications and matches show to whom, and where it has to fit.

import { startJob } from "./journeys/hire";
import { type Page, as, expect, test } from "./support/fixtures";
import { amasJob, link, visitor } from "./support/pages";
import { mark, newcomer } from "./support/people";
import { signUp } from "./support/steps";

const JOB = "/jobs/[0-9a-f-]{36}";

test.describe("applying", () => {
  test("a visitor is led to sign in or to join, and back", async ({ page, baseURL }) => {
    const job = await link(baseURL!, undefined, "/jobs", JOB);
    await page.goto(job);
    await expect(page.getByRole("button", { name: "Apply", exact: true })).toHaveCount(0);
    const next = `next=${encodeURIComponent(`${job}#apply`)}`;
    await expect(page.getByRole("link", { name: "Sign in to apply" })).toHaveAttribute("href", `/sign-in?${next}`);
    await expect(page.getByRole("link", { name: "Create an account" })).toHaveAttribute("href", `/sign-up?${next}`);
  });

  test("somebody without a profile is led to finish it before they write a word", async ({ page, baseURL }) => {
    const job = await link(baseURL!, undefined, "/jobs", JOB);
    await signUp(page, newcomer("Un Finished"), job);
    await expect(page).toHaveURL(job);
    for (const path of [job, job.replace("/jobs/", "/matches/")]) {
      await page.goto(path);
      await expect(page.getByRole("button", { name: "Apply", exact: true })).toHaveCount(0);
      await expect(page.getByRole("link", { name: /^(Finish your|Fill in) profile$/ })).toHaveAttribute("href", `/onboarding?next=${encodeURIComponent(`${path}#apply`)}`);
    }
    await page.goto(job);
    await page.getByRole("link", { name: "Finish your profile" }).click();
    await page.getByLabel("Where you start from").fill("E1 6AN");
    await page.getByRole("button", { name: "Save and continue" }).click();
    for (const step of ["work", "skills", "experience"]) {
      await expect(page).toHaveURL(new RegExp(`/onboarding/${step}`));
      await page.getByRole("button", { name: "Skip for now" }).click();
    }
    await page.getByRole("button", { name: "Finish and go back to the job" }).click();
    await expect(page).toHaveURL(`${job}#apply`);
    await expect(page.getByLabel("A note to the employer")).toBeInViewport();
    await page.getByLabel("A note to the employer").fill("Now I can.");
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await expect(page.getByText("Sent. The employer sees your profile")).toBeVisible();
    // It leads there once.
    await page.goto("/onboarding/finish");
    await page.getByRole("button", { name: "Finish and see jobs for me" }).click();
    await expect(page).toHaveURL(/\/home$/);
  });

  test("the way to a job one wanted is not the next person's", async ({ page, baseURL }) => {
    const job = await link(baseURL!, undefined, "/jobs", JOB);
    const onboarding = `/onboarding?next=${encodeURIComponent(`${job}#apply`)}`;
    await signUp(page, newcomer("Comes First"));
    await page.goto(onboarding);
    await page.goto("/onboarding/finish");
    await expect(page.getByRole("button", { name: "Finish and go back to the job" })).toBeVisible();
    await page.context().clearCookies({ name: /session/ });
    await signUp(page, newcomer("Comes Second"));
    await page.goto("/onboarding/finish");
    await expect(page.getByRole("button", { name: "Finish and see jobs for me" })).toBeVisible();
  });

  test.describe("to a job of one's own organisation", () => {
    as("ama");
    test("is not offered", async ({ page, baseURL }) => {
      const job = (await amasJob(baseURL!)).replace("/hiring", "");
      await page.goto(job);
      await expect(page.getByRole("link", { name: "Manage this job" })).toBeVisible();
      await expect(page.getByRole("button", { name: "Apply", exact: true })).toHaveCount(0);
    });
  });
});

test.describe("an employer", () => {
  as("ama");

  test("searches within the state chosen", async ({ page }) => {
    await page.goto("/hiring/jobs");
    const states = page.getByRole("navigation", { name: "Jobs by state" });
    await states.getByRole("link", { name: /Active$/ }).click();
    const search = page.getByRole("search");
    await search.getByRole("searchbox", { name: "Search titles" }).fill("driver");
    await search.getByRole("button", { name: "Search", exact: true }).click();
    await expect(page).toHaveURL(/[?&]q=driver(&|$)/);
    await expect(page).toHaveURL(/[?&]status=ACTIVE(&|$)/);
    await expect(states.getByRole("link", { name: /Active$/ })).toHaveAttribute("aria-current", "true");
    await page.getByRole("link", { name: "Remove filter: Active" }).click();
    await expect(page).toHaveURL(/\?q=driver$/);
  });

  test("sees many candidates at a time, and all the reasons of each", async ({ page, baseURL }) => {
    const job = await amasJob(baseURL!);
    await page.goto(`${job}/candidates`);
    const rows = page.getByRole("list", { name: "Candidates" }).getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) });
    const heights = await rows.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().height)));
    expect(heights.length).toBeGreaterThan(1);
    for (const height of heights) expect(height, String(heights)).toBeLessThanOrEqual(150);
    const row = rows.filter({ has: page.getByRole("link", { name: /^\+\d+ more$/ }) }).first();
    const name = await row.getByRole("heading").innerText();
    await row.getByRole("link", { name: /^\+\d+ more$/ }).click();
    const panel = page.getByRole("complementary", { name: `Why ${name} fits` });
    await expect(panel.getByRole("heading", { name: "Strengths and concerns" })).toBeVisible();
  });

  test("reaches the end of the reasons in a low window", async ({ page, baseURL }) => {
    await page.setViewportSize({ width: 1280, height: 600 });
    const job = await amasJob(baseURL!);
    await page.goto(`${job}/candidates`);
    await expectWhole(page, /^Why .* fits$/);
  });

  test("previews who would fit a draft, once it says what it asks", async ({ page, baseURL }) => {
    await startJob(page, `Draft ${mark()}`, "You operate forklift trucks.");
    const job = new URL(page.url()).pathname.replace(/\/edit\/.*/, "");
    await page.goto(job);
    await page.getByRole("navigation", { name: "Job", exact: true }).getByRole("link", { name: "Candidates" }).click();
    await expect(page.getByRole("heading", { name: "Say first what the work asks" })).toBeVisible();
    await page.getByRole("link", { name: "Add skills" }).click();
    await page.getByRole("list", { name: "Suggested skills" }).getByRole("button", { name: "Add operate forklift" }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await page.goto(`${job}/candidates`);
    await expect(page.getByText("This is a preview: the job is not published yet.")).toBeVisible();
    await expect(page.getByRole("list", { name: "Candidates" }).getByRole("listitem").first()).toBeVisible();
    const stranger = await visitor(baseURL!);
    expect((await stranger.get(job.replace("/hiring", ""))).status()).toBe(404);
    await stranger.dispose();
  });

  test("draws the hours of a job, not their own", async ({ page, baseURL }) => {
    await page.goto(`${await amasJob(baseURL!)}/edit/time`);
    await expect(page.getByRole("grid", { name: "Hours of this job" })).toBeVisible();
  });
});

test.describe("a person", () => {
  as("jane");

  test("reaches the end of why they fit in a low window", async ({ page, baseURL }) => {
    await page.setViewportSize({ width: 1280, height: 600 });
    await page.goto(await link(baseURL!, "jane", "/matches", "/matches/[0-9a-f-]{36}"));
    await expectWhole(page, "Why this score");
  });
});

/** Nothing of a panel is hidden inside it, and its end can be scrolled to. */
async function expectWhole(page: Page, name: string | RegExp): Promise<void> {
  const panel = page.getByRole("complementary", { name });
  const [inside, box] = await panel.evaluate((one) => [one.scrollHeight, one.clientHeight]);
  expect(inside, "what is in the panel").toBeLessThanOrEqual(box + 1);
  const last = panel.locator("section").last();
  await last.scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 10_000);
  await expect.poll(() => last.evaluate((one) => one.getBoundingClientRect().bottom <= window.innerHeight)).toBe(true);
}
