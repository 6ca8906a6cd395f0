// A saved search tells of a job that appears, once, until it is stopped from its mail.

import { DESCRIPTION, becomeEmployer, fillJob, publish, startJob } from "./journeys/hire";
import { axe, expect, test } from "./support/fixtures";
import { mailTo } from "./support/mail";
import { mark, newcomer } from "./support/people";
import { expectNoSidewaysScroll, signUp } from "./support/steps";

test("somebody is told of a new job, and stops it from the mail", async ({ page, someone }) => {
  const word = `quince${mark()}`;
  const who = newcomer("Ravi Anand");
  await signUp(page, who, `/jobs?q=${word}`);
  await page.getByRole("link", { name: "Tell me about new ones like these" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Job alerts" })).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(`“${word}”`);
  await page.getByLabel("At once").check();
  await page.getByLabel("Write to me about such jobs").check();
  await page.getByRole("button", { name: "Save alert" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await axe(page, "job alerts");
  await page.goto("/privacy");
  await expect(page.getByRole("listitem").filter({ hasText: "Mail about jobs" })).toContainText("Agreed");

  const employer = await someone();
  await becomeEmployer(employer);
  await startJob(employer, "Forklift driver, counterbalance", `${DESCRIPTION}\n\nAsk for ${word}.`);
  await fillJob(employer);
  await publish(employer);

  const mail = await mailTo(page.request, who.email, "1 new job");
  expect(mail).toContain("Forklift driver, counterbalance");
  const link = new URL(/https?:\/\/\S*\/alerts\/unsubscribe\?token=[0-9a-f]{64}/.exec(mail)![0]);
  const stop = link.pathname + link.search;
  // Whoever has the mail may stop it, signed in or not; to look is not to stop.
  const anybody = await someone();
  await anybody.goto(stop);
  await axe(anybody, "stop mails");
  await anybody.getByRole("button", { name: "Stop these mails" }).click();
  await expect(anybody.getByRole("status").filter({ hasText: "Stopped." })).toBeVisible();
  await page.goto("/matches/alerts");
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: word });
  await expect(row).toContainText("Paused");
  await expect(row).toContainText("1 job found");
  await row.getByRole("button", { name: /^Delete/ }).click();
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: word })).toHaveCount(0);
});

test("one click in the mailbox stops an alert, and a wrong link is nothing", async ({ page, watch }) => {
  watch.allow(404, /^\/alerts\/unsubscribe/);
  const nobody = await page.request.post(`/alerts/unsubscribe?token=${"0".repeat(64)}`, { form: { "List-Unsubscribe": "One-Click" } });
  expect(nobody.status()).toBe(404);
  await page.goto(`/alerts/unsubscribe?token=${"0".repeat(64)}`);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});
