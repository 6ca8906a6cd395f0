// The two main journeys with JavaScript off.

import { becomeEmployer, fillJob, meetCandidates, publish, startJob } from "./journeys/hire";
import { apply, becomeWorker, findMatch, followUp, readWhy, shortlist } from "./journeys/work";
import { test } from "./support/fixtures";
import { mark, newcomer } from "./support/people";

test("an organisation posts a job and sees who fits", async ({ page }) => {
  await becomeEmployer(page);
  await startJob(page, "Forklift driver, counterbalance");
  await fillJob(page);
  await publish(page);
  await meetCandidates(page);
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
