// Second factors: what an app on a phone shows, and how one is turned on.

import { createHmac, generateKeyPairSync } from "node:crypto";
import { type Page, axe, expect } from "./fixtures";
import { expectError } from "./steps";

/** What an app shows that was given this secret, at this moment or so many steps later (RFC 6238). */
export function code(secret: string, later = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

export interface Factor {
  secret: string;
  codes: string[];
}

/** Turns two-step sign-in on; the code of this step is used up. */
export async function turnOn(page: Page): Promise<Factor> {
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

/** A device that keeps passkeys and whose person always says yes (Chromium's virtual authenticator). */
export interface Device {
  /** Loses every passkey. */
  forget(): Promise<void>;
  /** Keeps the same passkeys by name, with keys of its own: what a thief of the list would have. */
  forge(): Promise<void>;
}

export async function device(page: Page): Promise<Device> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("WebAuthn.enable");
  const { authenticatorId } = await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  const forget = async () => void (await browser.send("WebAuthn.clearCredentials", { authenticatorId }));
  const forge = async () => {
    const { credentials } = await browser.send("WebAuthn.getCredentials", { authenticatorId });
    expect(credentials.length).toBeGreaterThan(0);
    await forget();
    for (const credential of credentials) {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const key = privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
      await browser.send("WebAuthn.addCredential", { authenticatorId, credential: { ...credential, privateKey: key, signCount: credential.signCount + 10 } });
    }
  };
  return { forget, forge };
}

/** Opens paths of the journey under the name that passkeys can belong to; they belong to none under an address of numbers. */
export function byName(page: Page, baseURL: string): void {
  const open = page.goto.bind(page);
  page.goto = (path, options) => {
    const url = new URL(path, baseURL);
    if (url.hostname === "127.0.0.1") url.hostname = "localhost";
    return open(url.href, options);
  };
}
