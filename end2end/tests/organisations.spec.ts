// An organisation lives: people are asked in, get roles, leave; it has a look, fields of its own, and an end.

import { fileURLToPath } from "node:url";
import { axe, expect, test } from "./support/fixtures";
import { mailedLink } from "./support/mail";
import { mark, newcomer } from "./support/people";
import { expectError, expectNoSidewaysScroll, found, signUp } from "./support/steps";

test("somebody is invited by mail, joins, gets another role and is removed", async ({ page, someone, watch }) => {
  watch.allow(403, /^\/(hiring|organisation)/);
  const founder = newcomer("Amara Bello");
  const colleague = newcomer("Tom Reyes");
  const name = `Harbour Works ${mark()}`;
  await signUp(page, founder);
  await found(page, name);

  await page.goto("/organisation/members");
  await axe(page, "members of one");
  await page.getByLabel("E-mail").fill(colleague.email);
  await page.getByLabel("Role").selectOption("RECRUITER");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByText("The invitation is on its way.")).toBeVisible();
  await expect(page.getByText(colleague.email)).toBeVisible();
  await expectNoSidewaysScroll(page);

  const link = await mailedLink(page.request, colleague.email, `${founder.name} invites you`);
  const other = await someone();
  await other.goto(link);
  await expect(other.getByRole("link", { name: "Create account" }).last()).toBeVisible();
  await axe(other, "an invitation to somebody unknown");
  await signUp(other, colleague);
  await other.goto(link);
  await other.getByRole("button", { name: `Join ${name}` }).click();
  await expect(other.getByText("Welcome. You work for this organisation now.")).toBeVisible();
  await other.goto(link);
  await expect(other.getByRole("heading", { level: 1, name: `You have joined ${name}` })).toBeVisible();

  await page.goto("/organisation/members");
  await page.getByRole("link", { name: colleague.name }).click();
  await axe(page, "a member");
  await page.getByRole("radio", { name: /^Viewer/ }).check();
  await page.getByRole("button", { name: "Save role" }).click();
  await expect(page.getByText("Saved. The new role counts from their next click.")).toBeVisible();
  await other.goto("/hiring/jobs/new");
  await expect(other.getByRole("heading", { name: "You cannot see this" })).toBeVisible();

  await page.getByRole("button", { name: "Remove from organisation" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("They are no longer a member.")).toBeVisible();
  await other.goto("/organisations");
  await expect(other.getByText("You belong to no organisation")).toBeVisible();
});

test("an invitation can be sent and taken back by keyboard alone", async ({ page, someone, isMobile, watch }) => {
  test.skip(isMobile, "a phone has no keyboard");
  watch.allow(410, /^\/invitation/);
  const colleague = newcomer("Una Kay");
  await signUp(page, newcomer("Kit Moss"));
  await found(page, `Keyboard Works ${mark()}`);
  await page.goto("/organisation/members");
  await page.getByLabel("E-mail").focus();
  await page.keyboard.type(colleague.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type("Vie");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The invitation is on its way.")).toBeVisible();
  const link = await mailedLink(page.request, colleague.email, "Kit Moss invites you");
  const revoke = page.getByRole("button", { name: `Revoke the invitation of ${colleague.email}` });
  await revoke.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("The invitation is taken back")).toBeVisible();
  const other = await someone();
  await other.goto(link);
  await expect(other.getByRole("heading", { name: "This invitation cannot be used" })).toBeVisible();
});

test("name, colour and own fields are the organisation's", async ({ page }) => {
  await signUp(page, newcomer("Ida Frost"));
  await found(page, `Colour Works ${mark()}`);
  await page.goto("/organisation");
  await page.getByLabel("A colour of our own").check();
  await page.getByLabel(/^Colour/).fill("#ffe066");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("In the light theme your colour is shown a little darker")).toBeVisible();
  await axe(page, "an organisation with a colour");

  await page.goto("/organisation/fields");
  await expect(page.getByText("No fields yet.").first()).toBeVisible();
  await page.getByRole("link", { name: "Add field" }).first().click();
  await page.getByRole("button", { name: "Save field" }).click();
  await expectError(page, "Name", /./);
  await page.getByLabel("Name", { exact: true }).fill("Cost centre");
  await page.getByRole("radio", { name: "Text" }).check();
  await page.getByRole("button", { name: "Save field" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Cost centre" })).toBeVisible();
  await axe(page, "own fields");
});

const LOGO = fileURLToPath(new URL("../../crates/identity/tests/organisations/logo.png", import.meta.url));

test("a logo is added, seen by everybody, replaced and removed", async ({ page, someone }) => {
  const name = `Picture Works ${mark()}`;
  await signUp(page, newcomer("Lena Hart"));
  await found(page, name);
  await page.goto("/organisation");
  const card = page.locator(".card").filter({ has: page.getByRole("heading", { name: "Logo" }) });
  await expect(card.locator("img")).toHaveCount(0);
  await page.getByLabel("Picture").setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") });
  await page.getByRole("button", { name: "Add logo" }).click();
  await expectError(page, "Picture", /PNG, JPEG or WebP/);
  await page.getByLabel("Picture").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.alloc(3 * 1024 * 1024) });
  await page.getByRole("button", { name: "Add logo" }).click();
  await expectError(page, "Picture", /larger than 2 MiB/);
  await axe(page, "a refused logo");
  await expectNoSidewaysScroll(page);

  await page.getByLabel("Picture").setInputFiles(LOGO);
  await page.getByRole("button", { name: "Add logo" }).click();
  await expect(page.getByText("This is your logo now.")).toBeVisible();
  const first = await card.locator("img").getAttribute("src");
  // It can be drawn: a picture that is refused has no width.
  await expect.poll(() => card.locator("img").evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256);
  await axe(page, "an organisation with a logo");
  await expectNoSidewaysScroll(page);
  const other = await someone();
  expect((await other.request.get(first!)).headers()["content-type"]).toBe("image/png");

  await page.getByLabel("Another picture").setInputFiles(LOGO);
  await page.getByRole("button", { name: "Replace logo" }).click();
  await expect(page.getByText("This is your logo now.")).toBeVisible();
  await expect(card.locator("img")).not.toHaveAttribute("src", first!);
  expect((await other.request.get(first!)).status()).toBe(404);
  await page.getByRole("button", { name: "Remove logo" }).click();
  await expect(page.getByText("The logo is gone.")).toBeVisible();
  await expect(card.locator("img")).toHaveCount(0);
});

test("a deleted organisation is out of sight and can be brought back", async ({ page }) => {
  const name = `Fading Works ${mark()}`;
  await signUp(page, newcomer("Eli Park"));
  await found(page, name);
  await page.goto("/organisation/ownership");
  await axe(page, "ownership");
  await page.getByRole("button", { name: "Delete organisation" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill(name);
  await dialog.getByRole("button", { name: "Delete organisation" }).click();
  await expect(page.getByText("The organisation is deleted.")).toBeVisible();
  await page.getByRole("button", { name: `Restore ${name}` }).click();
  await expect(page.getByText("The organisation is back, with everything it had.")).toBeVisible();
});

test("somebody on their own hires under their own name", async ({ page }) => {
  const who = newcomer("Rosa Lind");
  await signUp(page, who);
  await page.goto("/organisations/new");
  await page.getByRole("button", { name: `Hire as ${who.name}` }).click();
  await expect(page).toHaveURL(/\/hiring\/jobs/);
  await page.goto("/organisations");
  await expect(page.getByText("You work here now")).toBeVisible();
});
