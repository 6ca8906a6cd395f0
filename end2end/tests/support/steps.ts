// What people do again and again, in the words they read.

import { type Page, expect } from "./fixtures";
import { mailedLink } from "./mail";
import { DEMO, DEMO_PASSWORD, type Newcomer } from "./people";

/** Makes an account by the link that is mailed; ends on `/home`, or on `next`. */
export async function signUp(page: Page, who: Newcomer, next = ""): Promise<void> {
  await page.goto(next ? `/sign-up?next=${encodeURIComponent(next)}` : "/sign-up");
  await page.getByLabel("Your name").fill(who.name);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your mail" })).toBeVisible();
  await page.goto(await mailedLink(page.request, who.email, "Finish signing up"));
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("checkbox", { name: /^I agree to the terms/ }).check();
  await page.getByRole("checkbox", { name: /^Be found by employers/ }).check();
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page).not.toHaveURL(/verify-email/);
}

/** Signs in on the page that is open. */
export async function signIn(page: Page, email: string, password = DEMO_PASSWORD): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Opens the side navigation where it is folded away. */
export async function menu(page: Page): Promise<void> {
  const more = page.getByRole("button", { name: "More", exact: true });
  if (await more.isVisible()) await more.click();
}

/** Signs out from the account menu. */
export async function signOut(page: Page, name: string): Promise<void> {
  await menu(page);
  await page.getByRole("button", { name: new RegExp(name) }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("link", { name: "Join" })).toBeVisible();
}

/** Founds an organisation and works for it from then on. */
export async function found(page: Page, name: string): Promise<void> {
  await page.goto("/organisations/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("What you do").fill("We move goods for shops in the North West.");
  await page.getByRole("button", { name: "Create organisation" }).click();
  await expect(page).toHaveURL(/\/hiring\/jobs/);
}

/** The field's own message, as a screen reader reads it with the field. */
export async function expectError(page: Page, label: string | RegExp, message: string | RegExp): Promise<void> {
  const field = page.getByLabel(label).first();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(message instanceof RegExp ? message : new RegExp(message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
}

/** The summary at the top says so too, and has the focus. */
export async function expectSummary(page: Page, message: string | RegExp): Promise<void> {
  const summary = page.getByRole("alert").filter({ hasText: "Check the form" });
  await expect(summary).toBeVisible();
  await expect(summary).toContainText(message);
}

/** The sideways scroll bar that a phone must not have. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(content, `${page.url()} is wider than its window`).toBeLessThanOrEqual(window);
}

export { DEMO };
