// A person's way: from nothing to an application that both sides see the same. The same with and
// without script, on a desk and on a phone.

import { type Page, expect } from "../support/fixtures";
import { type Newcomer, newcomer } from "../support/people";
import { signUp } from "../support/steps";

/** Who Ama hires for. */
const EMPLOYER = "Riverside Logistics";

/** Makes an account and goes through every step of onboarding as a forklift driver near E1. */
export async function becomeWorker(page: Page, who: Newcomer = newcomer("Idris Okoro")): Promise<Newcomer> {
  await signUp(page, who);
  await page.goto("/onboarding");
  await expect(page.getByText("Step 1 of 5: About you")).toBeAttached();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(who.name);
  await page.getByLabel("Headline").fill("Forklift driver, four years in distribution");
  await page.getByLabel("Where you start from").fill("E1 6AN");
  await page.getByLabel("How far you travel").fill("30");
  await goOn(page);

  await expect(page.getByText("Step 2 of 5: Work you want")).toBeAttached();
  await page.getByLabel("Full time").check();
  await page.getByLabel("Shifts").check();
  await page.getByLabel("On site").check();
  await page.getByLabel("Least pay you would accept").fill("12.50");
  await page.getByLabel("Rate you ask for").fill("14");
  for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]) {
    await page.getByLabel(day, { exact: true }).fill("06:00-22:00");
  }
  await goOn(page);

  await expect(page.getByText("Step 3 of 5: Skills")).toBeAttached();
  await page.getByLabel("Add skills").fill("operate forklift, load goods for dispatch, unload cargo, work in teams");
  await page.getByRole("button", { name: "Add and stay here" }).click();
  const skills = page.getByRole("list", { name: "Your skills" });
  await expect(skills.getByRole("listitem")).toHaveCount(4);
  await page.getByLabel("Level: operate forklift").selectOption({ index: 4 });
  await page.getByLabel("Years of practice: operate forklift").fill("4");
  await goOn(page);

  await expect(page.getByText("Step 4 of 5: Experience")).toBeAttached();
  await page.getByLabel("Title").fill("Forklift driver");
  await page.getByLabel("Organisation").fill("Canning Town Cold Store");
  await page.getByLabel("From").fill("03/2022");
  await page.getByLabel("I still work there").check();
  await page.getByRole("button", { name: "Save this job" }).click();
  await expect(page.getByText("Canning Town Cold Store")).toBeVisible();
  await page.getByRole("button", { name: "Continue", exact: true }).click();

  await expect(page.getByText("Step 5 of 5: Finish")).toBeAttached();
  await expect(page.getByLabel("Employers can find me")).toBeChecked();
  await page.getByRole("button", { name: "Finish and see jobs for me" }).click();
  return who;
}

async function goOn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save and continue" }).click();
}

/** Opens the best job of the employer in "Jobs for me"; returns its title. */
export async function findMatch(page: Page): Promise<string> {
  await page.goto("/matches");
  const rows = page.getByRole("list", { name: "Jobs for me" }).getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) });
  await expect(rows.first().getByRole("img", { name: /^Fit \d+ of 100/ })).toBeVisible();
  expect(await rows.count()).toBeGreaterThan(3);
  await expect(page.getByRole("complementary", { name: "What would change it" }).getByRole("link").first()).toBeVisible();
  const link = rows.filter({ hasText: EMPLOYER }).first().getByRole("link").first();
  const title = await link.innerText();
  await link.click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  return title;
}

/** Reads why the score is what it is and what would change it. */
export async function readWhy(page: Page): Promise<void> {
  const why = page.getByRole("complementary", { name: "Why this score" });
  await expect(why.getByRole("img", { name: /^Fit \d+ of 100/ })).toBeVisible();
  for (const part of ["Skills", "Experience", "Availability", "Location", "Education", "Work style"]) {
    await expect(why.getByRole("listitem").filter({ hasText: part }).first()).toBeVisible();
  }
  await expect(why.getByRole("listitem").filter({ has: page.getByRole("img", { name: "Strength" }) }).first()).toBeVisible();
  await expect(why.getByRole("heading", { name: "What would change it" })).toBeVisible();
  await expect(why.getByText("Each was tried by scoring you again with it.")).toBeVisible();
}

/** Applies from the page of the match. */
export async function apply(page: Page, note: string): Promise<void> {
  await page.getByLabel("A note to the employer").fill(note);
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await expect(page.getByText("Sent. The employer sees your profile, your note and your score.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Waiting for the employer" })).toBeVisible();
}

/** The employer finds the application, reads it and shortlists it. */
export async function shortlist(employer: Page, job: string, who: Newcomer, note: string): Promise<void> {
  await openApplication(employer, job, who);
  const panel = employer.getByRole("complementary", { name: `Application of ${who.name}` });
  await expect(panel.getByText(note)).toBeVisible();
  await panel.getByRole("button", { name: "Shortlist" }).click();
  await expect(employer.getByText("Done: shortlisted. The person sees it now.")).toBeVisible();
}

/** Opens an application from the list of jobs, as one would. */
export async function openApplication(employer: Page, job: string, who: Newcomer): Promise<void> {
  await employer.goto(`/hiring/jobs?q=${encodeURIComponent(job)}`);
  // Several jobs may have one title.
  const titles = employer.getByRole("table", { name: "Jobs of the organisation" }).getByRole("rowheader").getByRole("link", { name: job, exact: true });
  for (let at = 0; at < (await titles.count()); at++) {
    await titles.nth(at).click();
    await employer.getByRole("navigation", { name: "Job", exact: true }).getByRole("link", { name: /^Applications/ }).click();
    await employer.getByRole("link", { name: "Latest" }).click();
    const link = employer.getByRole("link", { name: who.name, exact: true });
    if (await link.isVisible()) {
      await link.click();
      await expect(employer.getByRole("complementary", { name: `Application of ${who.name}` })).toBeVisible();
      return;
    }
    await employer.goto(`/hiring/jobs?q=${encodeURIComponent(job)}`);
  }
  throw new Error(`no application of ${who.name} for ${job}`);
}

/** The person sees the same state and the same history; takes the application back; applies again. */
export async function followUp(page: Page, job: string): Promise<void> {
  await page.goto("/applications");
  const waiting = page.getByRole("listitem").filter({ hasText: job });
  await expect(waiting.getByText("Shortlisted")).toBeVisible();
  await waiting.getByRole("link", { name: job }).click();
  await expect(page.getByRole("heading", { name: "You are on the shortlist" })).toBeVisible();
  await expectHistory(page, ["Shortlisted", "Applied"]);

  await page.getByRole("button", { name: "Withdraw…" }).click();
  const dialog = page.getByRole("dialog", { name: "Withdraw your application?" });
  await dialog.getByLabel("Why").fill("I found work closer to home.");
  await dialog.getByRole("button", { name: "Withdraw", exact: true }).click();
  await expect(page.getByText("Withdrawn. You may apply again while the job is open.")).toBeVisible();
  await expectHistory(page, ["Withdrawn", "Shortlisted", "Applied"]);

  await page.getByRole("link", { name: "Why, and how it is today" }).click();
  await expect(page.getByRole("heading", { name: "Apply again" })).toBeVisible();
  await apply(page, "It fell through; I am free after all.");
  await expectHistory(page, ["Applied"]);
}

/** What happened, the latest first. */
export async function expectHistory(page: Page, stages: string[]): Promise<void> {
  const heading = page.getByRole("heading", { name: "What happened" });
  await expect(heading).toBeVisible();
  const steps = heading.locator("xpath=following::ol[1]").getByRole("listitem");
  const read = (await steps.allInnerTexts()).map((text) => stages.find((stage) => text.startsWith(stage)) ?? text);
  expect(read).toEqual(stages);
}
