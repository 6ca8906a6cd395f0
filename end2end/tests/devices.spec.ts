// Where one is signed in, what one's programs may do, and leaving for a while.

import { axe, expect, test } from "./support/fixtures";
import { mark, newcomer } from "./support/people";
import { found, signIn, signUp } from "./support/steps";

test("another device is signed out from here, and is refused at its next click", async ({ page, someone }) => {
  const who = newcomer("Mina Ortiz");
  await signUp(page, who);
  const other = await someone();
  await other.goto("/sign-in");
  await signIn(other, who.email, who.password);
  await expect(other).toHaveURL(/\/home/);

  await page.goto("/security/devices");
  await expect(page.getByText("This device")).toHaveCount(1);
  await axe(page, "two devices");
  await page.getByRole("button", { name: /^Sign out (?!all|here)/ }).click();
  await expect(page.getByText("Whoever used that device has to sign in again.")).toBeVisible();
  await other.goto("/profile");
  await expect(other).toHaveURL(/\/sign-in\?next=/);

  await page.goto("/security/activity");
  await expect(page.getByText("You signed a device out")).toBeVisible();
});

test("an account that is deactivated comes back when its person signs in and says so", async ({ page }) => {
  const who = newcomer("Joss Vale");
  await signUp(page, who);
  await page.goto("/security/deactivate");
  await page.getByLabel("I want to deactivate my account").check();
  await page.getByRole("button", { name: "Deactivate account" }).click();
  await page.goto("/sign-in");
  await signIn(page, who.email, who.password);
  await expect(page.getByText("You have deactivated this account.").first()).toBeVisible();
  await page.getByLabel("Make my account active again").check();
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/home/);
});

test("a key is shown once, and revoked it is worth nothing", async ({ page }) => {
  const name = `Careers site ${mark()}`;
  // Not a demo login: a proof gives the session another token, and others share those.
  await signUp(page, newcomer("Ines Roth"));
  await found(page, `Key Works ${mark()}`);
  await page.goto("/security/keys");
  await expect(page.getByText("No keys yet")).toBeVisible();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("checkbox", { name: /Read jobs/ }).check();
  await page.getByRole("button", { name: "Make key" }).click();
  await expect(page.getByLabel("The new key")).toHaveText(/^kwk_[0-9a-f]{64}$/);
  await axe(page, "a new key");
  await page.reload();
  await expect(page.getByLabel("The new key")).toHaveCount(0);
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await expect(page.getByText("Revoked. The next request with that key is refused.")).toBeVisible();
});
