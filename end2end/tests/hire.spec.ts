// sign up → organisation → a job from a pasted description → publish → who fits, and why

import { DESCRIPTION, becomeEmployer, fillJob, meetCandidates, publish, startJob } from "./journeys/hire";
import { expect, test } from "./support/fixtures";
import { expectNoSidewaysScroll } from "./support/steps";

test("an organisation posts a job and sees who fits", async ({ page }) => {
  await becomeEmployer(page);
  await startJob(page, "Forklift driver, counterbalance");
  await fillJob(page);
  await publish(page);
  await meetCandidates(page);
});

test("skills show while a description is typed", async ({ page }) => {
  await becomeEmployer(page);
  await page.goto("/hiring/jobs/new");
  await page.getByLabel("Description").fill(DESCRIPTION);
  await expect(page.getByRole("status").getByText("operate forklift")).toBeVisible();
  await page.getByLabel("Description").fill("Quiet work.");
  await expect(page.getByRole("status").getByText("operate forklift")).toHaveCount(0);
  await expectNoSidewaysScroll(page);
});
