// What decides over an account or an organisation, by keyboard alone.

import { type Page, expect, test } from "./support/fixtures";
import { choose, press, tabTo, tick, typeInto } from "./support/keyboard";
import { mailedLink } from "./support/mail";
import { type Newcomer, mark, newcomer } from "./support/people";
import { found, signIn, signUp } from "./support/steps";

const NEXT = "copper thistle evening 9";

/** An account by mail, without a mouse. */
async function join(page: Page, who: Newcomer): Promise<void> {
  await page.goto("/sign-up");
  await typeInto(page, /^Your name/, who.name);
  await typeInto(page, /^E-mail/, who.email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Check your mail" })).toBeVisible();
  await page.goto(await mailedLink(page.request, who.email, "Finish signing up"));
  await typeInto(page, /^Password/, who.password);
  await tick(page, /^I agree to the terms/);
  await press(page, /^Confirm and sign in$/);
  await expect(page).not.toHaveURL(/verify-email/);
}

test("somebody joins, forgets the password and comes back in", async ({ page }) => {
  const who = newcomer("Kaya Stroke");
  await join(page, who);
  await page.goto("/security/devices");
  await press(page, /^Sign out here$/);
  await expect(page.getByRole("link", { name: "Join" })).toBeVisible();

  await page.goto("/sign-in");
  await press(page, /^Forgot your password/);
  await expect(page).toHaveURL(/\/forgot-password/);
  await typeInto(page, /^E-mail/, who.email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Check your mail" })).toBeVisible();
  await page.goto(await mailedLink(page.request, who.email, "Reset your password"));
  await typeInto(page, /^New password/, NEXT);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Your new password is set")).toBeVisible();
  await typeInto(page, /^E-mail/, who.email);
  await typeInto(page, /^Password/, NEXT);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/home/);
});

test("a device that was lost is signed out", async ({ page, someone }) => {
  const who = newcomer("Tabitha Key");
  await signUp(page, who);
  const lost = await someone();
  await lost.goto("/sign-in");
  await signIn(lost, who.email, who.password);
  await expect(lost).toHaveURL(/\/home/);

  await page.goto("/security");
  await press(page, /^Devices$/);
  await expect(page.getByRole("heading", { level: 1, name: "Devices" })).toBeVisible();
  await press(page, /^Sign out (?!all|here)\S/);
  await expect(page.getByText("Whoever used that device has to sign in again.")).toBeVisible();
  await lost.goto("/profile");
  await expect(lost).toHaveURL(/\/sign-in\?next=/);
});

test("an organisation is founded, somebody is asked in and gets another role", async ({ page, someone }) => {
  const [founder, colleague] = [newcomer("Enter Lind"), newcomer("Shift Oduya")];
  const name = `Keys and Locks ${mark()}`;
  await signUp(page, founder);
  await page.goto("/organisations/new");
  await typeInto(page, /^Name(?! in)/, name);
  await typeInto(page, /^What you do/, "We cut keys.");
  await press(page, /^Create organisation$/);
  await expect(page).toHaveURL(/\/hiring\/jobs/);

  await page.goto("/organisation/members");
  await typeInto(page, /^E-mail/, colleague.email);
  await typeInto(page, /^Role/, "Rec");
  await press(page, /^Send invitation$/);
  await expect(page.getByText("The invitation is on its way.")).toBeVisible();

  const other = await someone();
  await signUp(other, colleague);
  await other.goto(await mailedLink(page.request, colleague.email, `${founder.name} invites you`));
  await press(other, /^Join Keys and Locks/);
  await expect(other.getByText("Welcome. You work for this organisation now.")).toBeVisible();

  await page.goto("/organisation/members");
  await press(page, new RegExp(`^${colleague.name}$`));
  await expect(page.getByRole("radio", { name: /^Recruiter/ })).toBeChecked();
  await choose(page, /^(Admin|Recruiter|Scheduler|Finance|Viewer)/, /^Viewer/);
  await press(page, /^Save role$/);
  await expect(page.getByText("Saved. The new role counts from their next click.")).toBeVisible();
});

test("a key of the API is made, read and revoked", async ({ page }) => {
  const name = `Careers site ${mark()}`;
  await signUp(page, newcomer("Alt Reyes"));
  await found(page, `Key Works ${mark()}`);
  await page.goto("/security/keys");
  await typeInto(page, /^Name/, name);
  await tick(page, /^Read jobs/);
  await press(page, /^Make key$/);
  await expect(page.getByLabel("The new key")).toHaveText(/^kwk_/);
  await tabTo(page, /^The new key$/);
  await press(page, new RegExp(`^Revoke ${name}$`));
  await expect(page.getByText("Revoked. The next request with that key is refused.")).toBeVisible();
});

test("whoever asks to be erased may think again", async ({ page }) => {
  const who = newcomer("Escape Tait");
  await signUp(page, who, "/privacy");
  await press(page, /^Erase my account/);
  await expect(page).toHaveURL(/\/privacy\/erase/);
  await typeInto(page, /^Your e-mail address/, who.email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "You will be erased" })).toBeVisible();
  await press(page, /^Keep my account$/);
  await expect(page.getByRole("status").filter({ hasText: "You stay" })).toBeVisible();
});
