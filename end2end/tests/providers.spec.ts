// Other services let people in: by an account elsewhere one joins, signs in, links and unlinks. The service is a
// double of ours (support/provider.ts); the server knows nothing of that.

import { type Page, axe, expect, test } from "./support/fixtures";
import { mailedLink } from "./support/mail";
import { type Newcomer, newcomer } from "./support/people";
import { PROVIDER } from "./support/provider";
import { signIn, signOut, signUp } from "./support/steps";

test.skip(!PROVIDER, "the server was not told of a double");

const WAYS = "/security/providers";

/** Says on the other service's page who one is, and agrees. */
async function agree(page: Page, who: Newcomer): Promise<void> {
  await expect(page.getByRole("heading", { name: "Who are you?" })).toBeVisible();
  await page.getByLabel("Their e-mail").fill(who.email);
  await page.getByLabel("Their name").fill(who.name);
  await page.getByRole("button", { name: "Agree" }).click();
}

async function comeIn(page: Page, who: Newcomer): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await agree(page, who);
}

/** Makes an account with the other service. */
async function join(page: Page, who: Newcomer): Promise<void> {
  await page.goto("/sign-up");
  await page.getByRole("checkbox", { name: /^I agree to the terms of use/ }).check();
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await agree(page, who);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("somebody joins by an account elsewhere, keeps it as the last way in, and unlinks it once there is a password", async ({ page }) => {
      const who = newcomer("Gita Rao");
      await join(page, who);
      await expect(page).toHaveURL(/\/home/);
      await page.goto(WAYS);
      await expect(page.getByText(who.email)).toBeVisible();
      await page.getByRole("button", { name: "Unlink Google" }).click();
      await expect(page.getByText("This is your last way in. Set a password, add a passkey or link another account first.").first()).toBeVisible();

      await page.goto("/forgot-password");
      await page.getByLabel("E-mail").fill(who.email);
      await page.getByRole("button", { name: "Send link" }).click();
      await page.goto(await mailedLink(page.request, who.email, "Reset your password"));
      await page.getByLabel("New password").fill(who.password);
      await page.getByRole("button", { name: "Set password" }).click();
      await signIn(page, who.email, who.password);
      await expect(page).toHaveURL(/\/home/);
      await page.goto(WAYS);
      await page.getByRole("button", { name: "Unlink Google" }).click();
      await expect(page.getByText("Unlinked. It does not let anybody in any more.")).toBeVisible();

      // Nobody is let in by an address alone, not even by the one of before.
      await page.context().clearCookies();
      await comeIn(page, who);
      await expect(page.getByText("There is an account under this address already.").first()).toBeVisible();
    });
  });
}

test("whoever is new is asked what they agree to, before there is an account, and may let themselves be found", async ({ page }) => {
  const who = newcomer("Hana Sato");
  await page.goto("/sign-in?next=%2Fprofile");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await agree(page, who);
  await expect(page).toHaveURL(/\/sign-up\?/);
  await expect(page.getByText("There is no account for that yet.").first()).toBeVisible();
  await axe(page, "signing up with an account elsewhere");
  await page.getByRole("checkbox", { name: /^I agree to the terms of use/ }).check();
  await page.getByRole("checkbox", { name: /^Be found by employers/ }).check();
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await agree(page, who);
  await expect(page).toHaveURL(/\/profile/);
  await page.goto("/privacy");
  await expect(page.getByRole("button", { name: "Withdraw: Be found by employers" })).toBeVisible();
});

test("an account elsewhere is linked by who is signed in, to one account only", async ({ page, someone }) => {
  const [who, elsewhere] = [newcomer("Owen Hale"), newcomer("Owen At Work")];
  await signUp(page, who);
  await page.goto("/security");
  await page.getByRole("main").getByRole("link", { name: "Other ways to sign in" }).click();
  await expect(page.getByText("Not linked")).toBeVisible();
  await page.getByRole("button", { name: "Link Google" }).click();
  await page.getByRole("button", { name: "Refuse" }).click();
  await expect(page.getByText("That did not work. Try again.").first()).toBeVisible();
  await page.getByRole("button", { name: "Link Google" }).click();
  await agree(page, elsewhere);
  await expect(page.getByText("Linked. You can sign in with it from now on.")).toBeVisible();
  await axe(page, "an account elsewhere that is linked");
  await page.goto("/security/activity");
  await expect(page.getByText("Google").first()).toBeVisible();

  await signOut(page, who.name);
  await comeIn(page, elsewhere);
  await expect(page).toHaveURL(/\/home/);
  await page.goto("/security/email");
  await expect(page.getByText(`You sign in with ${who.email}`)).toBeVisible();

  const other = await someone();
  await signUp(other, newcomer("Not Owen"));
  await other.goto(WAYS);
  await other.getByRole("button", { name: "Link Google" }).click();
  await agree(other, elsewhere);
  await expect(other.getByText("That account is linked already").first()).toBeVisible();
});

test("who changes their mind elsewhere is back where they began, and a way that was begun in another browser leads nowhere", async ({ page, someone }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with Google" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Refuse" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sign-in\?/);
  await expect(page.getByText("That did not work. Try again.").first()).toBeVisible();

  const victim = await someone();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await expect(page.getByRole("heading", { name: "Who are you?" })).toBeVisible();
  // Mallory agrees, but hands the way back to somebody else.
  const asked = await page.locator("form").evaluate((form) => [...new FormData(form as HTMLFormElement)].map(([name, value]) => [name, String(value)]));
  const said = new URLSearchParams([...asked.filter(([name]) => !name.startsWith("their_")), ["their_email", newcomer("Mallory").email], ["their_name", "Mallory"], ["agree", "yes"]]);
  const agreed = await page.request.get(`${PROVIDER}/agree?${said}`, { maxRedirects: 0 });
  const back = agreed.headers()["location"];
  expect(back).toContain("code=");
  await victim.goto(back);
  await expect(victim).toHaveURL(/\/sign-in\?/);
  await expect(victim.getByText("That did not work. Try again.").first()).toBeVisible();
});
