// A second step with an app, and passkeys: as people use them, and by keyboard alone.

import type { Locator } from "@playwright/test";
import { type Page, axe, expect, test } from "./support/fixtures";
import { byName, code, device, turnOn } from "./support/factors";
import { mailTo } from "./support/mail";
import { type Newcomer, newcomer } from "./support/people";
import { expectError, signIn, signOut, signUp } from "./support/steps";

async function outAndPassword(page: Page, who: Newcomer): Promise<void> {
  await signOut(page, who.name);
  await page.goto("/sign-in?next=/security/devices");
  await signIn(page, who.email, who.password);
}

/** Walks to a control by Tab alone. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab does not lead there");
}

test("a person turns two-step sign-in on and signs in with a code, then with a backup code", async ({ page }) => {
  const who = newcomer("Tess Okoro");
  await signUp(page, who);
  const { secret, codes } = await turnOn(page);
  await page.reload();
  await expect(page.getByLabel("New backup codes"), "shown once").toHaveCount(0);
  await expect(page.getByText("10 backup codes are left")).toBeVisible();

  await outAndPassword(page, who);
  await expect(page.getByRole("heading", { level: 1, name: "Second step" })).toBeVisible();
  await axe(page, "second step");
  // Half-way in is not in.
  const half = await page.context().request.get("/security/devices", { maxRedirects: 0 });
  expect(half.status()).toBe(303);
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expectError(page, /^Code/, /not right/);
  await page.getByLabel("Code", { exact: true }).fill(code(secret, 1));
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/security\/devices$/);

  await outAndPassword(page, who);
  await page.getByRole("link", { name: "Use a backup code" }).click();
  await page.getByLabel("Backup code").fill(codes[4]);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/security\/devices$/);
  await page.goto("/security/second-step");
  await expect(page.getByText("9 backup codes are left")).toBeVisible();

  await outAndPassword(page, who);
  await page.getByRole("link", { name: "Use a backup code" }).click();
  await page.getByLabel("Backup code").fill(codes[4]);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expectError(page, "Backup code", /not right/);
  await page.getByLabel("Backup code").fill(codes[5]);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.goto("/security/second-step");
  await page.getByRole("button", { name: "Turn off" }).click();
  await expect(page.getByText("Two-step sign-in is off")).toBeVisible();
});

test("a person sets two steps up and signs in with them by keyboard alone", async ({ page }) => {
  const who = newcomer("Keira Bond");
  await signUp(page, who);
  await page.goto("/security/second-step");
  await tabTo(page, page.getByRole("button", { name: "Set up" }));
  await page.keyboard.press("Enter");
  const secret = await page.getByLabel("The secret to type").innerText();
  await tabTo(page, page.getByLabel("Code", { exact: true }));
  await page.keyboard.type(code(secret));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("New backup codes").getByRole("listitem")).toHaveCount(10);

  await signOut(page, who.name);
  await page.goto("/sign-in?next=/security/devices");
  // The field has the focus already, and so has that of the code.
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await page.keyboard.type(who.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(who.password);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Code", { exact: true })).toBeFocused();
  await page.keyboard.type(code(secret, 1));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/security\/devices$/);
});

/** Adds a passkey from the page of passkeys; ends there. */
async function addPasskey(page: Page, name: string): Promise<void> {
  await page.goto("/security/passkeys");
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Add passkey" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Added" })).toBeVisible();
}

test.describe("passkeys", () => {
  test.beforeEach(({ page, baseURL }) => byName(page, baseURL!));

  test("a person adds a passkey, signs in with it, renames and removes it", async ({ page }) => {
    const who = newcomer("Pia Larsen");
    await signUp(page, who);
    await device(page);
    await page.goto("/security");
    await page.getByRole("main").getByRole("link", { name: "Passkeys" }).click();
    await expect(page.getByText("No passkeys yet")).toBeVisible();
    await axe(page, "no passkeys yet");
    await page.getByRole("link", { name: "Add a passkey" }).click();
    await axe(page, "add a passkey");
    await addPasskey(page, "Pia’s phone");
    expect(await mailTo(page.request, who.email, "A way to sign in was added")).toContain("Pia’s phone");

    await signOut(page, who.name);
    await page.goto("/sign-in?next=/security/passkeys");
    await axe(page, "sign in, with a passkey");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page).toHaveURL(/\/security\/passkeys$/);
    await expect(page.getByText(/last used/)).toBeVisible();

    await page.getByRole("link", { name: "Pia’s phone" }).click();
    await axe(page, "one passkey");
    await page.getByLabel("Name").fill("The blue phone");
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("link", { name: "The blue phone" }).click();
    await page.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByText("No passkeys yet")).toBeVisible();
    expect(await mailTo(page.request, who.email, "A way to sign in was removed")).toContain("The blue phone");

    // The device still offers it; the site does not know it any more.
    await signOut(page, who.name);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "did not let you in" })).toBeVisible();
  });

  test("whoever knows which passkeys there are, and has no key, stays out", async ({ page }) => {
    const who = newcomer("Vera Lind");
    await signUp(page, who);
    const { forge } = await device(page);
    await addPasskey(page, "Vera’s phone");
    await signOut(page, who.name);
    await forge();
    await page.goto("/sign-in?next=/security/devices");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "did not let you in" })).toBeVisible();
    await page.goto("/security/devices");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
  });

  test("a passkey does for the second step, by keyboard alone", async ({ page }) => {
    const who = newcomer("Kofi Adu");
    await signUp(page, who);
    await device(page);
    await page.goto("/security/passkeys/new");
    await expect(page.getByRole("button", { name: "Add passkey" })).toBeVisible();
    await page.getByLabel("Name").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("status").filter({ hasText: "Added" })).toBeVisible();
    await turnOn(page);
    await outAndPassword(page, who);
    await expect(page.getByRole("button", { name: "Use a passkey" })).toBeVisible();
    await axe(page, "second step with a passkey");
    await tabTo(page, page.getByRole("button", { name: "Use a passkey" }));
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/security\/devices$/);
  });

  test("a person signs in with a passkey by keyboard alone", async ({ page }) => {
    const who = newcomer("Mina Berg");
    await signUp(page, who);
    await device(page);
    await addPasskey(page, "Mina’s key");
    await signOut(page, who.name);
    await page.goto("/sign-in?next=/security/devices");
    await tabTo(page, page.getByRole("button", { name: "Sign in with a passkey" }));
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/security\/devices$/);
  });

  test("a device without a passkey of ours says so, and the password still works", async ({ page }) => {
    const who = newcomer("Nora Quist");
    await signUp(page, who);
    await device(page);
    await signOut(page, who.name);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByText("No passkey was used")).toBeVisible();
    await signIn(page, who.email, who.password);
    await expect(page).toHaveURL(/\/home$|\/onboarding/);
  });
});
