// A second step with an app: as people use it, and by keyboard alone.

import { createHmac } from "node:crypto";
import { type Page, axe, expect, test } from "./support/fixtures";
import { type Newcomer, newcomer } from "./support/people";
import { expectError, signIn, signOut, signUp } from "./support/steps";

/** What an app shows that was given this secret, at this moment or so many steps later (RFC 6238). */
function code(secret: string, later = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

interface Factor {
  secret: string;
  codes: string[];
}

/** Turns two-step sign-in on; the code of this step is used up. */
async function turnOn(page: Page): Promise<Factor> {
  await page.goto("/security");
  await page.getByRole("main").getByRole("link", { name: "Two-step sign-in" }).click();
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
  await axe(page, "set up two-step sign-in");
  const secret = await page.getByLabel("The secret to type").innerText();
  await page.getByLabel("Code", { exact: true }).fill("12");
  await page.getByRole("button", { name: "Turn on" }).click();
  await expectError(page, /^Code/, /six digits/);
  // The secret is the same as before: it has been scanned already.
  await expect(page.getByLabel("The secret to type")).toHaveText(secret);
  await page.getByLabel("Code", { exact: true }).fill(code(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  const shown = page.getByLabel("New backup codes").getByRole("listitem");
  await expect(shown).toHaveCount(10);
  await axe(page, "new backup codes");
  return { secret, codes: await shown.allInnerTexts() };
}

async function outAndPassword(page: Page, who: Newcomer): Promise<void> {
  await signOut(page, who.name);
  await page.goto("/sign-in?next=/security/devices");
  await signIn(page, who.email, who.password);
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

test("a person signs in with two steps by keyboard alone", async ({ page }) => {
  const who = newcomer("Keira Bond");
  await signUp(page, who);
  const { secret } = await turnOn(page);
  await outAndPassword(page, who);
  // The field has the focus already.
  await expect(page.getByLabel("Code", { exact: true })).toBeFocused();
  await page.keyboard.type(code(secret, 1));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/security\/devices$/);
});
