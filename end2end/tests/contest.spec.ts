// Every number of a score, one of them contested, answered by whose it is, and scored anew.

import { becomeEmployer, fillJob, publish, startJob } from "./journeys/hire";
import { becomeWorker } from "./journeys/work";
import { type Page, axe, expect, test } from "./support/fixtures";
import { mailTo } from "./support/mail";
import { mark, newcomer } from "./support/people";
import { expectNoSidewaysScroll } from "./support/steps";

/** Posts a job; returns its id. */
async function post(employer: Page): Promise<string> {
  await becomeEmployer(employer);
  await startJob(employer, "Forklift driver, counterbalance");
  await fillJob(employer);
  await publish(employer);
  return /\/hiring\/jobs\/([0-9a-f-]{36})/.exec(employer.url())![1];
}

/** Ten-thousandths in a cell, exact. */
function exact(text: string): number {
  return Math.round(Number(text.replace("−", "-")) * 10_000);
}

/** The points of the parts make the score, to the last digit. */
async function expectSum(page: Page): Promise<void> {
  const rows = page.getByRole("table", { name: "What each part brings" }).getByRole("row");
  let sum = 0;
  const ends: Record<string, number> = {};
  for (const row of (await rows.all()).slice(1)) {
    const head = await row.getByRole("rowheader").innerText();
    const cells = await row.getByRole("cell").allInnerTexts();
    if (cells.length === 5) sum += cells[3] === "–" ? 0 : exact(cells[3]);
    else ends[head] = exact(cells[0]);
  }
  const held = Object.entries(ends).find(([head]) => head.startsWith("Held at"))?.[1] ?? 0;
  expect(sum + held).toBe(ends["Your score"]);
}

test("a person reads every number, contests one, and is answered", async ({ page, someone }) => {
  const employer = await someone();
  const job = await post(employer);
  const who = await becomeWorker(page, newcomer(`Noor Haddad ${mark()}`));
  await page.goto(`/matches/${job}`);
  await page.getByRole("link", { name: "Every number of this score" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Every number of your score" })).toBeVisible();
  await expectSum(page);
  await expectNoSidewaysScroll(page);
  await axe(page, "every number");

  const forklift = page.getByRole("table", { name: "Skills: Operate forklift" });
  await expect(forklift.getByRole("row", { name: /^Your level/ }).getByRole("link", { name: /change it/ })).toHaveAttribute("href", "/profile/skills");
  await forklift.getByRole("row", { name: /^Asked/ }).getByRole("link", { name: "This is wrong" }).click();
  await page.getByLabel("What is wrong with it").fill("The advert says that you train people.");
  await page.getByLabel("What would be right").fill("Nice to have");
  await page.getByRole("button", { name: "Contest this number" }).click();
  await expect(page.getByRole("status").filter({ hasText: "You get a mail with the answer" })).toBeVisible();
  await expect(page.getByText("Waiting for an answer")).toBeVisible();

  await employer.goto("/hiring/jobs");
  await employer.getByRole("link", { name: "Contested inputs (1)" }).click();
  await expect(employer.getByText("The advert says that you train people.")).toBeVisible();
  await expect(employer.getByText(who.name)).toHaveCount(0);
  await axe(employer, "contested inputs");
  await employer.getByLabel("Accept").check();
  await employer.getByLabel("Why").fill("You are right: we train people.");
  await employer.getByRole("button", { name: "Send answer" }).click();
  await expect(employer.getByRole("status").filter({ hasText: "Answered." })).toBeVisible();

  expect(await mailTo(page.request, who.email, "You were right about your score")).toContain("we train people");
  await page.goto("/matches/contests");
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: "Operate forklift" });
  await expect(row).toContainText("Accepted");
  await expect(row).toContainText("made anew");
  await axe(page, "contested scores");
});

test("what was contested by mistake is taken back", async ({ page, someone }) => {
  const job = await post(await someone());
  await becomeWorker(page, newcomer(`Lena Baptiste ${mark()}`));
  await page.goto(`/matches/${job}/numbers?contest=weights`);
  await page.getByLabel("What is wrong with it").fill("A slip.");
  await page.getByRole("button", { name: "Contest this number" }).click();
  await page.goto("/matches/contests");
  await page.getByRole("button", { name: "Take back" }).click();
  await expect(page.getByRole("main").getByText("Taken back", { exact: true })).toBeVisible();
});

test("the page that explains the score leads to one's own numbers", async ({ page }) => {
  await becomeWorker(page, newcomer(`Otis Grant ${mark()}`));
  await page.goto("/how-fit-works");
  await page.getByRole("link", { name: "See it with your own numbers" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Every number of your score" })).toBeVisible();
  await expectSum(page);
});
