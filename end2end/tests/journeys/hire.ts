// An organisation's way: from nothing to people who fit, and why. The same with and without script,
// on a desk and on a phone.

import { readFile } from "node:fs/promises";
import { type Page, expect } from "../support/fixtures";
import { mark, newcomer } from "../support/people";
import { menu, signUp } from "../support/steps";

/** What an employer has lying about. The skills in it stand in the taxonomy's own words or aliases. */
export const DESCRIPTION = `We are looking for two forklift drivers for our depot near Brick Lane.

You will operate forklift and reach trucks, load goods for dispatch, unload cargo from containers and pick orders for dispatching. You maintain safe working conditions on the floor.

Five early shifts a week, paid breaks, a canteen that is proud of its breakfast.`;

/** Makes an account and an organisation; ends on its list of jobs. */
export async function becomeEmployer(page: Page, who = newcomer("Farah Idris")): Promise<string> {
  const organisation = `Brick Lane Depot ${mark()}`;
  await signUp(page, who);
  await menu(page);
  await page.getByRole("button", { name: who.name }).click();
  await page.getByRole("link", { name: "Hire for an organisation" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New organisation" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill(organisation);
  await page.getByLabel("What you do").fill("A depot for shops in east London.");
  await page.getByRole("button", { name: "Create organisation" }).click();
  await expect(page.getByText("Your organisation is ready.")).toBeVisible();
  return organisation;
}

/** Pastes title and description; ends on the first step of the wizard. */
export async function startJob(page: Page, title: string, description = DESCRIPTION): Promise<void> {
  await page.goto("/hiring/jobs/new");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Description").fill(description);
  await page.getByRole("button", { name: "Create draft" }).click();
  await expect(page.getByText("Your draft is saved.")).toBeVisible();
}

/** Takes a draft from its first step to the one before publishing. */
export async function fillJob(page: Page): Promise<void> {
  await expect(page.getByText("Step 1 of 5: The work")).toBeAttached();
  await expect(page.getByLabel("Description")).toHaveValue(/reach trucks/);
  await page.getByLabel("Type").selectOption({ label: "Shifts" });
  await expect(page.getByLabel("Field of work"), "suggested from the title").toHaveValue("WAREHOUSE");
  await page.getByLabel("Field of work").selectOption({ label: "Driving and transport" });
  await next(page);

  await expect(page.getByText("Step 2 of 5: Place and pay")).toBeAttached();
  await page.getByLabel("On site").check();
  await page.getByLabel("Place", { exact: false }).fill("E1 6AN");
  const pay = page.getByRole("group", { name: "Pay" });
  await pay.getByLabel("From").fill("13.20");
  await pay.getByLabel("To").fill("14.50");
  await pay.getByLabel("Paid").selectOption({ label: "An hour" });
  await next(page);

  await expect(page.getByText("Step 3 of 5: Time")).toBeAttached();
  await page.getByLabel("People wanted").fill("2");
  for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]) {
    await page.getByLabel(day, { exact: false }).first().fill("06:00-14:00");
  }
  await next(page);

  await expect(page.getByText("Step 4 of 5: Requirements")).toBeAttached();
  const suggested = page.getByRole("list", { name: "Suggested skills" });
  await expect(suggested.getByRole("button", { name: "Add operate forklift" })).toBeVisible();
  for (const skill of ["operate forklift", "load products for dispatch", "unload cargo"]) {
    await suggested.getByRole("button", { name: `Add ${skill}` }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await expect(suggested.getByRole("button", { name: `Add ${skill}` })).toHaveCount(0);
  }
  await page.getByLabel("How much Operate forklift matters").selectOption({ label: "Must have" });
  await next(page);
  await expect(page.getByText("Step 5 of 5: Review")).toBeAttached();
}

async function next(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save and continue" }).click();
}

/** Publishes what stands on the last step. */
export async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Publish job" }).click();
  await expect(page.getByText("Published. People can find it now")).toBeVisible();
}

/** Reads the ranked list, one person, the comparison, the file and the filter. */
export async function meetCandidates(page: Page): Promise<void> {
  await page.getByRole("navigation", { name: "Job", exact: true }).getByRole("link", { name: "Candidates" }).click();
  const list = page.getByRole("list", { name: "Candidates" });
  const rows = list.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) });
  await expect(rows.first()).toBeVisible();
  const shown = await rows.count();
  expect(shown, "candidates on the first page").toBeGreaterThan(4);
  for (const row of await rows.all()) {
    await expect(row.getByRole("img", { name: /^Fit \d+ of 100/ })).toBeVisible();
  }
  const people = Number((await page.getByRole("search").getByRole("status").innerText()).replace(/\D/g, ""));
  expect(people).toBeGreaterThanOrEqual(shown);

  await expectReasons(page, rows.nth(1));
  await compareTwo(page, rows);
  await takeFile(page, people);
  await keepNear(page, rows, people);
}

type Rows = ReturnType<Page["getByRole"]>;

/** One person in full: six parts, strengths and concerns, legal needs apart. */
async function expectReasons(page: Page, row: Rows): Promise<void> {
  const link = row.getByRole("link").first();
  const name = await link.innerText();
  const score = /\d+/.exec((await row.getByRole("img", { name: /^Fit/ }).getAttribute("aria-label"))!)![0];
  await link.click();
  const panel = page.getByRole("complementary", { name: `Why ${name} fits` });
  await expect(panel.getByRole("heading", { name })).toBeVisible();
  await expect(panel.getByRole("heading", { name: `Where the ${score} comes from` })).toBeVisible();
  for (const part of ["Skills", "Experience", "Availability", "Location", "Education", "Work style"]) {
    await expect(panel.getByRole("listitem").filter({ hasText: part }).first()).toBeVisible();
  }
  await expect(panel.getByRole("heading", { name: "Strengths and concerns" })).toBeVisible();
  await expect(panel.getByRole("heading", { name: "May work this job" })).toBeVisible();
}

/** Two side by side: this one and the next. */
async function compareTwo(page: Page, rows: Rows): Promise<void> {
  await page.getByRole("complementary", { name: /^Why/ }).getByRole("link", { name: "Compare" }).click();
  await expect(page.getByText(/^Choose whom to compare with/)).toBeVisible();
  await rows.nth(2).getByRole("link").first().click();
  const table = page.getByRole("table", { name: /compared$/ });
  await expect(table.getByRole("row", { name: /^Fit/ }).getByRole("img")).toHaveCount(2);
  await expect(table.getByRole("rowheader", { name: "Skills" })).toBeVisible();
  await page.getByRole("link", { name: "All candidates" }).first().click();
}

/** The same people as a file. */
async function takeFile(page: Page, people: number): Promise<void> {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^candidates-.*\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).trim().split(/\r\n/);
  expect(lines[0]).toContain("Rank,Name,Headline");
  expect(lines[0]).toContain("Strengths,Concerns");
  // Other journeys make people at the same time; nobody leaves.
  expect(lines.length - 1).toBeGreaterThanOrEqual(people);
}

/** A filter stands in the address, and holds. */
async function keepNear(page: Page, rows: Rows, people: number): Promise<void> {
  const filters = page.getByRole("search");
  await filters.getByText("Filters", { exact: true }).click();
  await filters.getByLabel("Within").selectOption({ label: "5 km" });
  await filters.getByRole("button", { name: "Show results" }).click();
  await expect(page).toHaveURL(/[?&]km=5(&|$)/);
  await expect(filters.getByRole("link", { name: "Remove filter: Within 5 km" })).toBeVisible();
  const near = Number((await filters.getByRole("status").innerText()).replace(/\D/g, ""));
  expect(near).toBeGreaterThan(0);
  expect(near).toBeLessThan(people);
  for (const row of await rows.all()) {
    const text = await row.innerText();
    const [, figure] = /(?:Under )?([\d.]+) km/.exec(text) ?? [];
    expect(Number(figure), text).toBeLessThanOrEqual(5);
  }
}
