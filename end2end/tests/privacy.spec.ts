// What one agreed to, a copy of everything, the way out; and the trail of an organisation.

import { readFileSync } from "node:fs";
import { type Page, axe, expect, test } from "./support/fixtures";
import { mailedLink } from "./support/mail";
import { mark, newcomer } from "./support/people";
import { expectNoSidewaysScroll, found, signIn, signUp } from "./support/steps";

/** The row of a list that has this title. */
function row(page: Page, title: string) {
  return page.getByRole("listitem").filter({ hasText: title });
}

test("what one agrees to at sign-up is dated, and what is optional is withdrawn and given again", async ({ page }) => {
  await signUp(page, newcomer("Ines Ward"), "/privacy");
  await expect(row(page, "Terms of use")).toContainText("Agreed");
  await expect(page.getByRole("button", { name: /Withdraw: Terms/ })).toHaveCount(0);
  const found = row(page, "Be found by employers");
  await expect(found).toContainText("Agreed");
  await page.getByRole("button", { name: "Withdraw: Be found by employers" }).click();
  await expect(found).toContainText("Not agreed");
  await page.getByRole("button", { name: "Agree: Be found by employers" }).click();
  await expect(found.getByText("Agreed", { exact: true })).toBeVisible();
  // Asked where an alert is made.
  await expect(row(page, "Mail about jobs")).toContainText("Not asked yet");
  await axe(page, "privacy");
});

test("nothing is ticked at sign-up, and only the terms are needed", async ({ page }) => {
  const who = newcomer("Nora Platt");
  await page.goto("/sign-up?next=/privacy");
  await page.getByLabel("Your name").fill(who.name);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.goto(await mailedLink(page.request, who.email, "Finish signing up"));
  const terms = page.getByRole("checkbox", { name: /^I agree to the terms/ });
  const found = page.getByRole("checkbox", { name: /^Be found by employers/ });
  await expect(terms).not.toBeChecked();
  await expect(found).not.toBeChecked();
  await axe(page, "the last step of signing up");
  await expectNoSidewaysScroll(page);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page).toHaveURL(/verify-email/);
  await terms.check();
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(row(page, "Be found by employers")).toContainText("Not agreed");
});

test("a copy of one's data is packed and fetched", async ({ page }) => {
  const who = newcomer("Cora Mills");
  await signUp(page, who, "/privacy");
  await page.getByRole("button", { name: "Ask for a copy" }).click();
  await expect(page.getByRole("status").filter({ hasText: "We are packing it" })).toBeVisible();
  const fetch = page.getByRole("link", { name: "Fetch my data" });
  await expect(async () => {
    await page.goto("/privacy");
    await expect(fetch).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), fetch.click()]);
  expect(download.suggestedFilename()).toMatch(/\.zip$/);
  const bytes = readFileSync(await download.path());
  expect(bytes.subarray(0, 2).toString()).toBe("PK");
  // Names of the parts stand in the archive as they are.
  for (const part of ["index.html", "data/account.id.json", "data/security_event.person_id.json"]) expect(bytes.includes(part), part).toBe(true);
});

test("whoever asks to be erased may think again, and once erased cannot come back", async ({ page }) => {
  const who = newcomer("Gwen Tait");
  await signUp(page, who, "/privacy");
  await page.getByRole("link", { name: "Erase my account" }).click();
  await page.getByLabel("Your e-mail address").fill("somebody@else.example");
  await page.getByRole("button", { name: "Erase my account" }).click();
  await expect(page.getByRole("alert").first()).toContainText(`Type ${who.email} to confirm`);
  await page.getByLabel("Your e-mail address").fill(who.email);
  await page.getByRole("button", { name: "Erase my account" }).click();
  await expect(page.getByRole("heading", { name: "You will be erased" })).toBeVisible();
  await page.getByRole("button", { name: "Keep my account" }).click();
  await expect(page.getByRole("status").filter({ hasText: "You stay" })).toBeVisible();
  await page.goto("/privacy/erase");
  await page.getByLabel("Your e-mail address").fill(who.email);
  await page.getByLabel(/Erase me at once/).check();
  await page.getByRole("button", { name: "Erase my account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your account is being erased" })).toBeVisible();
  await expect(async () => {
    await page.goto("/sign-in");
    await signIn(page, who.email, who.password);
    await expect(page).toHaveURL(/sign-in.*draft/, { timeout: 1000 });
  }).toPass({ timeout: 20_000 });
});

test("the only owner of an organisation hands it over first", async ({ page }) => {
  const who = newcomer("Hugh Pell");
  const name = `Pell & Sons ${mark()}`;
  await signUp(page, who);
  await found(page, name);
  await page.goto("/privacy/erase");
  await page.getByLabel("Your e-mail address").fill(who.email);
  await page.getByRole("button", { name: "Erase my account" }).click();
  await expect(page.getByRole("main")).toContainText(`You are the only owner of ${name}`);
});

test("the trail says who did what, filtered and as a file", async ({ page }) => {
  const who = newcomer("Rosa Finch");
  await signUp(page, who);
  await found(page, `Finch Works ${mark()}`);
  await page.goto("/organisation/trail");
  const trail = page.getByRole("table", { name: "Trail" });
  await expect(trail.getByRole("row").filter({ hasText: "Founded the organisation" })).toContainText(who.name);
  await axe(page, "trail");
  await page.getByText("Filters", { exact: true }).click();
  await page.getByLabel(/^What/).selectOption({ label: "API keys" });
  await page.getByRole("button", { name: "Show results" }).click();
  await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
  await page.getByRole("link", { name: "Remove filter: API keys" }).click();
  await expect(trail).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Save as CSV" }).click()]);
  expect(readFileSync(await download.path(), "utf8")).toContain('"organisation.founded"');
});

test("what is kept how long is for everybody to read", async ({ page }) => {
  await page.goto("/privacy/retention");
  await expect(page.getByRole("table", { name: "Rules" }).getByRole("row").filter({ hasText: "Copies of your data" })).toContainText("7 days");
  await axe(page, "retention");
});
