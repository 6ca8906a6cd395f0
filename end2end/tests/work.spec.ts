// sign up → onboarding → jobs for me → why → apply → shortlisted → seen by both → withdrawn → again

import { apply, becomeWorker, findMatch, followUp, readWhy, shortlist } from "./journeys/work";
import { test } from "./support/fixtures";
import { mark, newcomer } from "./support/people";
import { expectNoSidewaysScroll } from "./support/steps";

test("a person finds work that fits, applies, and follows it", async ({ page, someone }) => {
  const who = await becomeWorker(page, newcomer(`Idris Okoro ${mark()}`));
  const job = await findMatch(page);
  await readWhy(page);
  await expectNoSidewaysScroll(page);
  const note = "I know your depot: I delivered there for two years.";
  await apply(page, note);
  await shortlist(await someone("ama"), job, who, note);
  await followUp(page, job);
});
