// a résumé is sent → read → one row corrected, one left out → the rest is in the profile

import { expect, test, type Page } from "./support/fixtures";
import { mark, newcomer } from "./support/people";
import { resumePdf } from "./support/resume";
import { signUp } from "./support/steps";

async function send(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.goto("/profile/resume");
  await page.getByLabel("Your résumé").setInputFiles({ name, mimeType: "application/pdf", buffer });
  await page.getByRole("button", { name: "Read this file" }).click();
}

/** The card of a row. */
function row(page: Page, heading: string) {
  return page.locator("section.card").filter({ has: page.getByRole("heading", { name: heading }) });
}

test("a résumé is read and taken over row by row", async ({ page }) => {
  await signUp(page, newcomer(`Rosa Lindqvist ${mark()}`));
  await page.goto("/profile");
  await page.getByRole("link", { name: "Read my résumé" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Read my résumé" })).toBeVisible();
  await send(page, "cv.pdf", resumePdf());
  await expect(page.getByText("Nothing of this is in your profile yet.")).toBeVisible();
  await expect(page.getByText("We ignored text that is not visible")).toBeVisible();

  const kept = row(page, "Job: Warehouse operative");
  await expect(kept.getByLabel("From")).toHaveValue("01/2019");
  await kept.getByLabel("Employer").fill("Acme Logistics");
  await kept.getByLabel("Add", { exact: true }).check();
  await row(page, "Job: Driver").getByLabel("Leave out").check();
  await page.getByRole("button", { name: "Save my choices" }).click();
  await expect(page.getByText("What you have not decided is still here.")).toBeVisible();
  await expect(row(page, "Job: Driver")).toHaveCount(0);

  const study = row(page, "Education: BSc Logistics");
  await study.getByLabel("Add", { exact: true }).check();
  await page.getByRole("button", { name: "Save, and add the skills I left open" }).click();
  await expect(page.getByText("What you took over from your résumé is in your profile.")).toBeVisible();
  await page.goto("/profile/experience");
  await expect(page.getByText("Acme Logistics")).toBeVisible();
  await expect(page.getByText("Bright and Sons")).toHaveCount(0);
  await page.goto("/profile/skills");
  await expect(page.getByLabel("Your skills").getByText("Python", { exact: false }).first()).toBeVisible();
});

test("the first steps lead to the reading of a résumé, and it leads back to them", async ({ page }) => {
  await signUp(page, newcomer(`Mira Okafor ${mark()}`));
  await page.goto("/onboarding");
  await page.getByRole("link", { name: "Let us read it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Read my résumé" })).toBeVisible();
  await page.getByLabel("Its text").fill("Work experience\nBaker, Crust Ltd\n2016 - 2018\n- Baked bread");
  await page.getByRole("button", { name: "Read this text" }).click();
  await row(page, "Job: Baker").getByLabel("Add", { exact: true }).check();
  await page.getByRole("button", { name: "Save my choices" }).click();
  await expect(row(page, "Job: Baker")).toHaveCount(0);
  await page.goto("/profile");
  await page.getByRole("link", { name: "Go on with the first steps" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "About you" })).toBeVisible();
});

test("a file that cannot be read says why, and a pasted profile does as well", async ({ page }) => {
  await signUp(page, newcomer(`Otto Brandt ${mark()}`));
  await send(page, "cv.pdf", Buffer.from("This is no PDF."));
  await expect(page.getByLabel("Your résumé")).toHaveAccessibleDescription(/says that it is a PDF, but it is not/);
  await send(page, "cv.pdf", resumePdf().subarray(0, 300));
  await expect(page.getByLabel("Your résumé")).toHaveAccessibleDescription(/damaged/);
  await page.getByLabel("Its text").fill("Work experience\nBaker, Crust Ltd\n2016 - 2018\n- Baked bread");
  await page.getByRole("button", { name: "Read this text" }).click();
  await expect(row(page, "Job: Baker").getByLabel("Employer")).toHaveValue("Crust Ltd");
  await page.getByRole("button", { name: "Throw the rest away" }).click();
  await page.goto("/profile/resume");
  await expect(page.getByRole("button", { name: "Read this file" })).toBeVisible();
});
