// An account: made by mail, its password and its address changed, and its way back in. With and without script.

import { type Page, expect, test } from "./support/fixtures";
import { mailTo, mailedLink } from "./support/mail";
import { newcomer } from "./support/people";
import { expectError, expectSummary, signIn, signUp } from "./support/steps";

const NEXT = "copper thistle evening 9";

async function setPassword(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("whoever forgot the password sets a new one by mail, and every device is signed out", async ({ page, someone, watch }) => {
      watch.allow(410, /^\/reset-password/);
      const who = newcomer("Forgot It");
      await signUp(page, who);
      const other = await someone();
      await other.goto("/sign-in");
      await other.getByRole("link", { name: "Forgot your password?" }).click();
      await other.getByLabel("E-mail").fill(who.email);
      await other.getByRole("button", { name: "Send link" }).click();
      await expect(other.getByRole("heading", { level: 1, name: "Check your mail" })).toBeVisible();
      const link = await mailedLink(other.request, who.email, "Reset your password");
      await setPassword(other, link, "password123");
      await expectError(other, "New password", /first things an attacker would try/);
      await other.getByLabel("New password").fill(NEXT);
      await other.getByRole("button", { name: "Set password" }).click();
      await expect(other.getByText("Your new password is set")).toBeVisible();

      await page.goto("/security");
      await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
      await signIn(other, who.email, who.password);
      await expectSummary(other, "The address or the password is not right");
      await signIn(other, who.email, NEXT);
      await expect(other).toHaveURL(/\/home/);
      await other.goto(link);
      await expect(other.getByRole("heading", { name: "This link cannot be used" })).toBeVisible();
      await mailTo(other.request, who.email, "Your password was reset");
    });

    test("a password is changed by whoever knows it, and other devices are signed out", async ({ page, someone }) => {
      const who = newcomer("Changed It");
      await signUp(page, who);
      const other = await someone();
      await other.goto("/sign-in");
      await signIn(other, who.email, who.password);
      await expect(other).toHaveURL(/\/home/);

      await page.goto("/security");
      await page.getByRole("link", { name: "Password" }).click();
      await page.getByLabel("Current password").fill("not it at all");
      await page.getByLabel("New password").fill(NEXT);
      await page.getByRole("button", { name: "Change password" }).click();
      await expectError(page, "Current password", "This is not your password");
      await page.getByLabel("Current password").fill(who.password);
      await page.getByLabel("New password").fill(NEXT);
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByText("Your password is changed.")).toBeVisible();
      await other.goto("/security");
      await expect(other.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    });

    test("an address changes when both have confirmed", async ({ page, someone }) => {
      const who = newcomer("Moved On");
      const email = newcomer("Moved To").email;
      await signUp(page, who);
      await page.goto("/security");
      await page.getByRole("link", { name: "E-mail address" }).click();
      await page.getByLabel("New e-mail").fill(email);
      await page.getByRole("button", { name: "Change address" }).click();
      await expect(page.getByText("Waiting to be confirmed")).toBeVisible();

      const elsewhere = await someone();
      await elsewhere.goto(await mailedLink(page.request, who.email, "Change your address"));
      await elsewhere.getByRole("button", { name: "Confirm" }).click();
      await expect(elsewhere.getByRole("heading", { level: 1, name: "One side is confirmed" })).toBeVisible();
      await page.reload();
      await expect(page.getByText("Your address so far: confirmed")).toBeVisible();
      await page.goto(await mailedLink(page.request, email, "Confirm your new address"));
      await page.getByRole("button", { name: "Confirm" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Your address is changed" })).toBeVisible();
      await page.goto("/security/email");
      await expect(page.getByText(`You sign in with ${email}`)).toBeVisible();

      await elsewhere.goto("/sign-in");
      await signIn(elsewhere, email, who.password);
      await expect(elsewhere).toHaveURL(/\/home/);
    });
  });
}
