// What one side does, the other sees while it looks: a notice that neither moves the page nor takes the focus.

import { apply, becomeWorker, findMatch, openApplication } from "./journeys/work";
import { axe, expect, test } from "./support/fixtures";
import { mark, newcomer } from "./support/people";

test("an open page says that it has changed, and shows it when asked", async ({ page, someone }) => {
  const who = await becomeWorker(page, newcomer(`Noor Haddad ${mark()}`));
  const job = await findMatch(page);
  await apply(page, "I can start on Monday.");
  const withdraw = page.getByRole("button", { name: "Withdraw…" });
  await withdraw.focus();
  const place = await withdraw.boundingBox();

  const employer = await someone("ama");
  await openApplication(employer, job, who);
  await employer.getByRole("complementary", { name: `Application of ${who.name}` }).getByRole("button", { name: "Shortlist" }).click();
  await expect(employer.getByText("Done: shortlisted. The person sees it now.")).toBeVisible();

  // The person hears of it, and nothing has moved.
  const notice = page.getByRole("status").filter({ hasText: "This changed." });
  await expect(notice).toBeVisible();
  await expect(page.getByRole("heading", { name: "Waiting for the employer" })).toBeVisible();
  await expect(withdraw).toBeFocused();
  expect(await withdraw.boundingBox()).toEqual(place);
  await axe(page, "an application that has changed");
  await notice.getByRole("link", { name: "Show it" }).click();
  await expect(page.getByRole("heading", { name: "You are on the shortlist" })).toBeVisible();
  await expect(notice).toBeHidden();

  // The employer's page hears of the answer; it may wait.
  await page.getByRole("button", { name: "Withdraw…" }).click();
  await page.getByRole("dialog", { name: "Withdraw your application?" }).getByRole("button", { name: "Withdraw", exact: true }).click();
  await expect(page.getByText("Withdrawn. You may apply again while the job is open.")).toBeVisible();
  const told = employer.getByRole("status").filter({ hasText: "This changed." });
  await expect(told).toBeVisible();
  await told.getByRole("button", { name: "Not now" }).click();
  await expect(told).toBeHidden();
});
