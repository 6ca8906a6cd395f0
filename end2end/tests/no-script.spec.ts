// The two main journeys with JavaScript off.

import { DESCRIPTION, becomeEmployer, fillJob, meetCandidates, publish, startJob } from "./journeys/hire";
import { apply, becomeWorker, findMatch, followUp, readWhy, shortlist } from "./journeys/work";
import { expect, test } from "./support/fixtures";
import { mark, newcomer } from "./support/people";
import { resumePdf } from "./support/resume";
import { signUp } from "./support/steps";

test("an organisation posts a job and sees who fits", async ({ page }) => {
  await becomeEmployer(page);
  await startJob(page, "Forklift driver, counterbalance");
  await fillJob(page);
  await publish(page);
  await meetCandidates(page);
});

test("readers are told what stands out in an advert, with its own words", async ({ page }) => {
  const fee = "A registration fee of £45 is payable before your first shift.";
  await becomeEmployer(page);
  await startJob(page, "Forklift driver, counterbalance", `${DESCRIPTION}\n\n${fee}`);
  await fillJob(page);
  await publish(page);
  await page.getByRole("link", { name: "Public page" }).click();
  const notes = page.getByRole("region", { name: "Worth asking about" });
  await expect(notes.getByRole("listitem")).toHaveCount(1);
  await expect(notes).toContainText("You need not pay to get work.");
  await expect(notes).toContainText("registration fee");
});

test("what was typed for a job is there again on the way back", async ({ page }) => {
  await becomeEmployer(page);
  await startJob(page, "Typed without script", "Words of one's own.");
  await page.getByLabel("Title").fill("Typed in the wizard");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.getByLabel("Place", { exact: false }).fill("Brick Lane, not yet");
  await page.goBack();
  await expect(page.getByLabel("Title")).toHaveValue("Typed in the wizard");
  await page.goForward();
  await expect(page.getByLabel("Place", { exact: false })).toHaveValue("Brick Lane, not yet");
  await page.goBack();
  await page.goBack();
  await expect(page.getByLabel("Title")).toHaveValue("Typed without script");
  await expect(page.getByLabel("Description")).toHaveValue("Words of one's own.");
});

test("a person finds work that fits, applies, and follows it", async ({ page, someone }) => {
  const who = await becomeWorker(page, newcomer(`Mabel Quayle ${mark()}`));
  const job = await findMatch(page);
  await readWhy(page);
  const note = "I can start on Monday.";
  await apply(page, note);
  await shortlist(await someone("ama"), job, who, note);
  await followUp(page, job);
});

test("passkeys say that they need scripts, and nothing is offered that does nothing", async ({ page }) => {
  await signUp(page, newcomer("Otis Plain"));
  for (const path of ["/security/passkeys", "/security/passkeys/new"]) {
    await page.goto(path);
    // Chromium does not show what stands in noscript where its tools switched scripts off.
    expect(await (await page.request.get(path)).text()).toContain('<noscript><p class="note">Passkeys need JavaScript');
    await expect(page.getByRole("button", { name: "Add passkey" })).toBeHidden();
  }
  await page.goto("/confirm-it-is-you");
  await expect(page.getByRole("button", { name: "Use a passkey" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Continue" })).toBeVisible();
});

test("a résumé is sent, read and taken over", async ({ page }) => {
  await signUp(page, newcomer(`Nora Feld ${mark()}`));
  await page.goto("/profile/resume");
  await page.getByLabel("Your résumé").setInputFiles({ name: "cv.pdf", mimeType: "application/pdf", buffer: resumePdf() });
  await page.getByRole("button", { name: "Read this file" }).click();
  const job = page.locator("section.card").filter({ has: page.getByRole("heading", { name: "Job: Warehouse operative" }) });
  await job.getByLabel("Add", { exact: true }).check();
  await page.getByRole("button", { name: "Save my choices" }).click();
  await expect(page.getByText("What you have not decided is still here.")).toBeVisible();
  await page.goto("/profile/experience");
  await expect(page.getByText("Acme Ltd")).toBeVisible();
});
