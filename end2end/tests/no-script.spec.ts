// The two main journeys with JavaScript off.

import { becomeEmployer, fillJob, meetCandidates, publish, startJob } from "./journeys/hire";
import { test } from "./support/fixtures";

test("an organisation posts a job and sees who fits, without script", async ({ page }) => {
  await becomeEmployer(page);
  await startJob(page, "Forklift driver, counterbalance");
  await fillJob(page);
  await publish(page);
  await meetCandidates(page);
});
