// Bad input and bad luck: each has a clear answer, and nothing typed is lost.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { startJob } from "./journeys/hire";
import { type Page, as, expect, test } from "./support/fixtures";
import { mailTo, mailedLink } from "./support/mail";
import { link, visitor } from "./support/pages";
import { mark, newcomer } from "./support/people";
import { expectError, expectSummary, menu, signIn, signUp } from "./support/steps";

/** A draft of Ama's, open at a step of the wizard. Returns its address. */
async function draft(page: Page, step: string): Promise<string> {
  await startJob(page, `Draft ${mark()}`);
  const job = new URL(page.url()).pathname.replace(/\/edit\/.*/, "");
  if (step !== "basics") await page.goto(`${job}/edit/${step}`);
  return job;
}

const save = (page: Page) => page.getByRole("button", { name: "Save and continue" }).click();

/** Says that the form shows what was sent from it. */
const sentNotice = (page: Page) => page.getByText(/^This is what you sent at \d\d:\d\d\.$/);

/** So many skills as the taxonomy calls them. */
function skills(count: number): string[] {
  const file = gunzipSync(readFileSync(new URL("../../data/skills.tsv.gz", import.meta.url))).toString();
  const labels = file.split("\n").slice(1).map((line) => line.split("\t"))
    .filter(([, , kind, , label]) => kind === "SKILL" && /^[a-z ]{8,40}$/.test(label ?? ""))
    .map(([, , , , label]) => label);
  return labels.slice(0, count);
}

test.describe("an employer", () => {
  as("ama");

  test("pastes a description of a million characters", async ({ page }) => {
    const title = `Very long ${mark()}`;
    const text = "A long day's work. ".repeat(60_000).slice(0, 1_048_576).trimEnd().padEnd(1_048_576, "!");
    await page.goto("/hiring/jobs/new");
    await page.getByLabel("Title").fill(title);
    await page.getByLabel("Description").fill(text);
    await page.getByRole("button", { name: "Create draft" }).click();
    await expectSummary(page, "This is 1,048,576 characters long; use at most 20,000.");
    await expectError(page, "Description", "Nothing was cut: shorten it here.");
    await expect(page.getByLabel("Title")).toHaveValue(title);
    expect((await page.getByLabel("Description").inputValue()) === text, "every character is still there").toBe(true);
    await page.getByLabel("Description").fill("Short after all.");
    await page.getByRole("button", { name: "Create draft" }).click();
    await expect(page.getByText("Your draft is saved.")).toBeVisible();
  });

  test("offers more at least than at most", async ({ page }) => {
    await draft(page, "place");
    await page.getByLabel("On site").check();
    await page.getByLabel(/^Place/).fill("E1 6AN");
    await page.getByLabel(/^From/).fill("18.00");
    await page.getByLabel(/^To/).fill("12.50");
    await save(page);
    await expectError(page, /^To/, "The most is below the least: swap them or correct one");
    await expectSummary(page, "The most is below the least");
    await expect(page.getByLabel(/^From/)).toHaveValue("18.00");
    await expect(page.getByLabel(/^To/)).toHaveValue("12.50");
    await expect(page.getByLabel(/^Place/)).toHaveValue("E1 6AN");
    await page.getByRole("alert").getByRole("link").click();
    await expect(page.getByLabel(/^To/)).toBeFocused();
  });

  test("ends a job before it starts", async ({ page }) => {
    await draft(page, "time");
    await page.getByLabel("First day").fill("2031-05-20");
    await page.getByLabel("Last day").fill("2031-05-10");
    await page.getByLabel(/^Monday/).first().fill("09:00-17:00");
    await save(page);
    await expectError(page, "Last day", "The last day is before the first: swap them or correct one");
    await expect(page.getByLabel("First day")).toHaveValue("2031-05-20");
    await expect(page.getByLabel("Last day")).toHaveValue("2031-05-10");
    await expect(page.getByLabel(/^Monday/).first()).toHaveValue("09:00-17:00");
  });

  test("names hours that are none", async ({ page }) => {
    await draft(page, "time");
    await page.getByLabel(/^Tuesday/).first().fill("nine to five");
    await save(page);
    const field = page.getByLabel(/^Tuesday/).first();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveValue("nine to five");
  });

  test("names a postcode that nobody knows", async ({ page }) => {
    await draft(page, "place");
    await page.getByLabel(/^Place/).fill("ZZ99 9ZZ");
    await page.getByLabel(/^From/).fill("13");
    await save(page);
    await expectError(page, /^Place/, "We do not know “ZZ99 9ZZ”. Write a British postcode such as E1 6AN, or a town.");
    await expect(page.getByLabel(/^Place/)).toHaveValue("ZZ99 9ZZ");
    await expect(page.getByLabel(/^From/)).toHaveValue("13");
  });

  test("asks for 300 skills", async ({ page }) => {
    await draft(page, "requirements");
    const many = skills(300);
    expect(many).toHaveLength(300);
    await page.getByLabel("Add skills").fill(many.join(", "));
    // The list of suggestions for the last word lies over the button.
    await page.getByLabel("Add skills").press("Escape");
    await page.getByRole("button", { name: "Add to the list" }).click();
    await expectSummary(page, /300 skills are more than anyone has; ask for at most 60/);
    await expect(page.getByLabel("Add skills")).toHaveValue(many.join(", "));
    await page.getByLabel("Add skills").fill(many.slice(0, 60).join(", "));
    await page.getByLabel("Add skills").press("Escape");
    await page.getByRole("button", { name: "Add to the list" }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await expect(page.getByLabel(/^How much .* matters$/)).toHaveCount(60);
  });

  test("keeps the skills chosen for a job through a reload", async ({ page }) => {
    await draft(page, "requirements");
    await pick(page, "operate forkl", "operate forklift");
    await kept(page, "operate forklift");
    await page.reload();
    await expect(chosen(page)).toHaveText(["operate forklift"]);
    await page.getByRole("button", { name: "Add to the list" }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await expect(page.getByLabel("How much Operate forklift matters")).toBeVisible();
    await expect(chosen(page)).toHaveCount(0);
  });

  test("presses the button twice and has one job", async ({ page }) => {
    const title = `Once ${mark()}`;
    await page.goto("/hiring/jobs/new");
    await page.getByLabel("Title").fill(title);
    await page.getByRole("button", { name: "Create draft" }).dblclick();
    await expect(page.getByText("Your draft is saved.")).toBeVisible();
    await page.goto(`/hiring/jobs?q=${title.split(" ")[1]}`);
    await expect(page.getByRole("link", { name: title })).toHaveCount(1);
  });

  test("sends the same form twice, as browsers without script can", async ({ page, baseURL }) => {
    const title = `Once more ${mark()}`;
    await page.goto("/hiring/jobs/new");
    const key = await page.evaluate(() => document.querySelector<HTMLInputElement>("input[name='form[request_key]']")!.value);
    const action = await page.evaluate(() => document.querySelector("main form")!.getAttribute("action")!);
    const context = await visitor(baseURL!, "ama");
    const send = async () =>
      (await context.post(action, { form: { "form[request_key]": key, "form[title]": title, "form[description]": "" }, maxRedirects: 0 })).headers()["location"];
    const [one, other] = await Promise.all([send(), send()]);
    await context.dispose();
    expect(one).toContain("/hiring/jobs/");
    expect(other).toBe(one);
  });

  test("goes back after posting, and sends again", async ({ page }) => {
    const title = `Back ${mark()}`;
    await page.goto("/hiring/jobs/new");
    await page.getByLabel("Title").fill(title);
    await page.getByLabel("Description").fill("First words.");
    await page.getByRole("button", { name: "Create draft" }).click();
    await expect(page.getByText("Your draft is saved.")).toBeVisible();
    await page.goBack();
    await expect(page.getByLabel("Title")).toHaveValue(title);
    await expect(page.getByLabel("Description")).toHaveValue("First words.");
    await expect(sentNotice(page)).toBeVisible();
    await page.reload();
    await expect(page.getByLabel("Title")).toHaveValue(title);
    await page.getByRole("button", { name: "Hide this message" }).click();
    await expect(sentNotice(page)).toBeHidden();
    await expect(page.getByLabel("Description")).toHaveValue("First words.");
    await page.getByRole("button", { name: "Create draft" }).click();
    await expect(page).toHaveURL(/\/edit\/basics/);
    await page.goto(`/hiring/jobs?q=${title.split(" ")[1]}`);
    await expect(page.getByRole("link", { name: title })).toHaveCount(1);
  });

  test("posts before the app has come, goes back, and starts again", async ({ page }) => {
    // WebAssembly stays on its way for ever.
    await page.route(/\.wasm/, () => {});
    const title = `Early ${mark()}`;
    await page.goto("/hiring/jobs/new", { waitUntil: "domcontentloaded" });
    await page.getByLabel("Title").fill(title);
    await page.getByLabel("Description").fill("Typed at once.");
    await page.getByRole("button", { name: "Create draft" }).click();
    await expect(page.getByText("Your draft is saved.")).toBeVisible();
    await page.goBack();
    await expect(page.getByLabel("Title")).toHaveValue(title);
    await expect(page.getByLabel("Description")).toHaveValue("Typed at once.");
    await expect(sentNotice(page)).toBeVisible();
    await page.getByRole("button", { name: "Start again" }).click();
    await expect(page.getByLabel("Title")).toHaveValue("");
    await expect(page.getByLabel("Description")).toHaveValue("");
    await expect(sentNotice(page)).toBeHidden();
  });

  test("gets an empty form for the next job", async ({ page }) => {
    await startJob(page, `First ${mark()}`);
    await page.goto("/hiring/jobs/new");
    await expect(page.getByLabel("Title")).toHaveValue("");
    await expect(sentNotice(page)).toBeHidden();
  });

  test("goes back to a saved step and sees how it stands now", async ({ page, context }) => {
    const job = await draft(page, "basics");
    await page.getByLabel("Title").fill(`Mine ${mark()}`);
    await save(page);
    await expect(page).toHaveURL(/\/edit\/place/);
    const later = `Later ${mark()}`;
    const other = await context.newPage();
    await other.goto(`${job}/edit/basics`);
    await other.getByLabel("Title").fill(later);
    await save(other);
    await expect(other).toHaveURL(/\/edit\/place/);
    await page.goBack();
    await expect(page.getByLabel("Title")).toHaveValue(later);
    await expect(sentNotice(page)).toBeHidden();
  });

  test("edits one job in two tabs", async ({ page, context }) => {
    const job = await draft(page, "basics");
    const other = await context.newPage();
    await other.goto(`${job}/edit/basics`);
    const title = `Changed first ${mark()}`;
    await page.getByLabel("Title").fill(title);
    await save(page);
    await expect(page).toHaveURL(/\/edit\/place/);
    const mine = `Changed second ${mark()}`;
    await other.getByLabel("Title").fill(mine);
    await other.getByLabel("Description").fill("Words that took an hour.");
    await save(other);
    await expectSummary(other, "Somebody changed this in the meantime.");
    await expect(other.getByLabel("Title")).toHaveValue(mine);
    await expect(other.getByLabel("Description")).toHaveValue("Words that took an hour.");
    await expect(other.getByRole("heading", { level: 1 }), "how it stands now").toHaveText(title);
    const clash = other.locator("section").filter({ has: other.getByRole("heading", { name: /changed this while you were writing$/ }) });
    await expect(clash.getByRole("definition").filter({ hasText: title }).first()).toBeVisible();
    await expect(clash.getByRole("definition").filter({ hasText: mine })).toHaveText(`${title} → ${mine}`);
    await save(other);
    await expect(other).toHaveURL(/\/edit\/place/);
    await expect(other.getByRole("heading", { level: 1 })).toHaveText(mine);
  });

  test("cannot see or change a job of another organisation", async ({ page, baseURL, watch }) => {
    watch.allow(404, /^\/hiring\/jobs\//);
    const theirs = await link(baseURL!, "ben", "/hiring/jobs", "/hiring/jobs/[0-9a-f-]{36}");
    for (const path of ["", "/candidates", "/applications", "/activity", "/edit/basics", "/edit/review"]) {
      const answer = await page.goto(theirs + path);
      expect(answer?.status(), path).toBe(404);
      await expect(page.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
    }
    const context = await visitor(baseURL!, "ama");
    const file = await context.get(`${theirs}/candidates.csv`);
    expect(file.status()).toBe(404);
    const answer = await context.post("/api/hiring/close_job", {
      form: { "form[job]": theirs.split("/").pop()!, "form[version]": "1" },
      headers: { referer: `${baseURL}/hiring/jobs` },
      maxRedirects: 0,
    });
    expect(answer.headers()["location"]).toContain("draft=");
    await context.dispose();
    const owner = await visitor(baseURL!, "ben");
    expect(await (await owner.get(theirs)).text()).not.toContain("This job is closed");
    await owner.dispose();
  });
});

test.describe("a viewer", () => {
  as("victor");

  test("sees the jobs but cannot write", async ({ page, baseURL, watch }) => {
    watch.allow(403, /^\/hiring\/jobs\/new/);
    await page.goto("/hiring/jobs");
    await expect(page.getByRole("table", { name: "Jobs of the organisation" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: "Post a job" })).toHaveCount(0);
    const answer = await page.goto("/hiring/jobs/new");
    expect(answer?.status()).toBe(403);
    await expect(page.getByRole("heading", { name: "You cannot see this" })).toBeVisible();
  });
});

test("names in any script are names", async ({ page }) => {
  const who = { ...newcomer("Any Script"), name: "🦊 محمد علي O’Brien 李" };
  await signUp(page, who);
  await menu(page);
  await expect(page.getByRole("button", { name: who.name })).toBeVisible();
  await page.goto("/profile/about");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(who.name);

  await page.goto("/organisations/new");
  await page.getByLabel("Name", { exact: true }).fill("李雷货运 🚚");
  await page.getByLabel("What you do").fill("شحن");
  await page.getByLabel(/^Name in addresses/).fill("!");
  await page.getByRole("button", { name: "Create organisation" }).click();
  await expectError(page, /^Name in addresses/, "Use at least two letters or digits from a to z and 0 to 9");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("李雷货运 🚚");
  await expect(page.getByLabel("What you do")).toHaveValue("شحن");
  await page.getByLabel(/^Name in addresses/).fill(`li-lei-${mark()}`);
  await page.getByRole("button", { name: "Create organisation" }).click();
  await expect(page.getByText("Your organisation is ready.")).toBeVisible();
  await expect(page.getByRole("main").getByText("李雷货运 🚚")).toBeVisible();
});

test("a person lists 300 skills, and none of them is lost", async ({ page }) => {
  await signUp(page, newcomer("Three Hundred"));
  await page.goto("/profile/skills");
  const many = skills(300).join("\n");
  await page.getByLabel("Add skills").fill(many);
  await page.getByRole("button", { name: "Save skills" }).click();
  await expectSummary(page, /up to 100 skills, and this would be 300/);
  await expect(page.getByLabel("Add skills")).toHaveValue(many);
});

test("a person names a place that nobody knows, and is told at the field", async ({ page }) => {
  await signUp(page, newcomer("Lost Person"));
  await page.goto("/profile/about");
  await page.getByLabel("Headline").fill("Somewhere");
  await page.getByLabel("Where you start from").fill("ZZ99 9ZZ");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expectError(page, "Where you start from", "We do not know this place. Write a British postcode such as E1 6AN, or the name of a city");
  await expect(page.getByLabel("Where you start from")).toHaveValue("ZZ99 9ZZ");
  await expect(page.getByLabel("Headline")).toHaveValue("Somewhere");
});

test("a person applies with a double click, once", async ({ page, baseURL }) => {
  await signUp(page, newcomer("Double Click"));
  await page.goto("/onboarding/about");
  await page.getByLabel("Where you start from").fill("E1 6AN");
  await page.getByRole("button", { name: "Save and continue" }).click();
  for (const step of ["work", "skills", "experience"]) {
    await expect(page).toHaveURL(new RegExp(`/onboarding/${step}`));
    await page.getByRole("button", { name: "Skip for now" }).click();
  }
  await page.getByRole("button", { name: "Finish and see jobs for me" }).click();
  await expect(page).not.toHaveURL(/onboarding/);
  const job = await link(baseURL!, undefined, "/jobs?q=forklift", "/jobs/[0-9a-f-]{36}");
  await page.goto(job);
  await page.getByLabel(/note to the employer/i).fill("Once.");
  await page.getByRole("button", { name: "Apply", exact: true }).dblclick();
  await expect(page).toHaveURL(/\/applications\/[0-9a-f-]{36}/);
  await page.goto("/applications");
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
  await page.goto(job);
  await expect(page.getByText("You have applied.")).toBeVisible();
});

test("a tab left open while signing out elsewhere keeps what was typed", async ({ page, context }) => {
  const who = newcomer("Stale Tab");
  await signUp(page, who);
  await page.goto("/profile/about");
  await page.getByLabel("Headline").fill("Typed before signing out");
  await page.getByLabel("About you").fill("Two paragraphs.\n\nAnd a second one.");
  const other = await context.newPage();
  await other.goto("/security/devices");
  await other.getByRole("main").getByRole("button", { name: "Sign out here" }).click();
  await expect(other.getByRole("link", { name: "Join" })).toBeVisible();

  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await signIn(page, who.email, who.password);
  await expect(page).toHaveURL(/\/profile\/about\?draft=/);
  await expectSummary(page, "You had been signed out. Nothing was saved yet");
  await expect(page.getByLabel("Headline")).toHaveValue("Typed before signing out");
  await expect(page.getByLabel("About you")).toHaveValue("Two paragraphs.\n\nAnd a second one.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByLabel("Headline")).toHaveValue("Typed before signing out");
});

test("what was typed survives a reload", async ({ page }) => {
  await signUp(page, newcomer("Re Load"));
  await page.goto("/profile/about");
  await page.getByLabel("Headline").fill("Not sent yet");
  await page.waitForFunction(() => Object.keys(sessionStorage).some((key) => (sessionStorage.getItem(key) ?? "").includes("Not sent yet")));
  await page.reload();
  await expect(page.getByLabel("Headline")).toHaveValue("Not sent yet");
  await expect(page.getByText("What you typed before is back.")).toBeVisible();
  await page.getByRole("button", { name: "Start again" }).click();
  await expect(page.getByLabel("Headline")).toHaveValue("");
});

/** Chooses a skill from what is offered while typing. */
async function pick(page: Page, typed: string, skill: string): Promise<void> {
  const offers = page.getByRole("listbox", { name: "Skills" });
  await expect(async () => {
    await page.getByLabel("Add skills").fill("");
    await page.getByLabel("Add skills").pressSequentially(typed);
    await expect(offers.getByRole("option", { name: skill, exact: true })).toBeVisible({ timeout: 2000 });
  }).toPass();
  await offers.getByRole("option", { name: skill, exact: true }).click();
  await expect(chosen(page).getByText(skill)).toBeVisible();
}

/** Skills that are chosen and not yet saved. */
const chosen = (page: Page) => page.getByRole("list", { name: "To be added" }).getByRole("listitem");

/** Waits until the copy of a form holds these words. */
const kept = (page: Page, words: string) => page.waitForFunction((words) => JSON.stringify({ ...sessionStorage }).includes(words), words);

test("chosen skills survive a reload, a refusal and a change of mind", async ({ page }) => {
  await signUp(page, newcomer("Choo Sing"));
  await page.goto("/profile/skills");
  await pick(page, "operate forkl", "operate forklift");
  await pick(page, "unload car", "unload cargo");
  await kept(page, "unload cargo");
  await page.reload();
  await expect(chosen(page)).toHaveText(["operate forklift", "unload cargo"]);
  await page.getByRole("button", { name: "Take out unload cargo" }).click();
  await expect(chosen(page)).toHaveText(["operate forklift"]);

  await page.getByLabel("Add skills").fill("no such skill as this");
  await page.getByRole("button", { name: "Save skills" }).click();
  await expect(page).toHaveURL(/draft=/);
  await expect(chosen(page)).toHaveText(["operate forklift"]);
  await pick(page, "unload car", "unload cargo");
  await kept(page, "unload cargo");
  await page.reload();
  await expect(chosen(page)).toHaveText(["operate forklift", "unload cargo"]);
  await page.getByRole("button", { name: "Start again" }).click();
  await expect(chosen(page)).toHaveText(["operate forklift"]);
  await expect(page.getByLabel("Add skills")).toHaveValue("no such skill as this");

  await page.getByLabel("Add skills").fill("");
  await page.getByRole("button", { name: "Save skills" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Your skills" }).getByRole("listitem")).toHaveCount(1);
  await expect(chosen(page)).toHaveCount(0);
});

test("a line of experience sent twice is one line", async ({ page }) => {
  await signUp(page, newcomer("Twice Sent"));
  await page.goto("/profile/experience");
  await page.getByLabel("Title").fill("Fork truck driver");
  await page.getByLabel("From").fill("03/2021");
  await page.getByLabel("I still work there").check();
  await page.getByRole("button", { name: "Save this job" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel("Title")).toHaveValue("Fork truck driver");
  await expect(page.getByLabel("I still work there")).toBeChecked();
  await page.getByLabel("Title").fill("Forklift driver");
  await page.getByRole("button", { name: "Save this job" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Take out / })).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Take out Forklift driver" })).toBeVisible();
});

test("signing out in one tab forgets what was typed in all", async ({ page, context }) => {
  await signUp(page, newcomer("Shared Computer"));
  await page.goto("/profile/about");
  await page.getByLabel("Headline").fill("For nobody else");
  const kept = () => page.evaluate(() => JSON.stringify(sessionStorage).includes("For nobody else"));
  await expect.poll(kept).toBe(true);
  const other = await context.newPage();
  await other.goto("/security/devices");
  await other.getByRole("main").getByRole("button", { name: "Sign out here" }).click();
  await expect(other.getByRole("link", { name: "Join" })).toBeVisible();
  await expect.poll(kept).toBe(false);
  await page.getByLabel("Headline").press("End");
  await page.keyboard.type("!");
  const next = newcomer("Next Person");
  await signUp(page, next);
  await page.goto("/profile/about");
  await expect(page.getByLabel("Headline")).toHaveValue("");
  await expect(page.getByText("What you typed before is back.")).toBeHidden();
});

test("an account that is taken is not given away", async ({ page }) => {
  const who = newcomer("Taken Twice");
  await signUp(page, who);
  await page.context().clearCookies();
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill("Somebody else");
  await page.getByLabel("E-mail").fill(who.email.toUpperCase());
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your mail" })).toBeVisible();
  expect(await mailTo(page.request, who.email, "You have an account")).not.toContain("token=");
});

test("a weak password is refused and the link stays good", async ({ page }) => {
  const who = newcomer("Weak Password");
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(who.name);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your mail" })).toBeVisible();
  await page.goto(await mailedLink(page.request, who.email, "Finish signing up"));
  await page.getByLabel("Password").fill("password123");
  const terms = page.getByRole("checkbox", { name: /^I agree to the terms/ });
  await terms.check();
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Password")).toHaveValue("");
  await expect(terms).toBeChecked();
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page).toHaveURL(/\/home/);
});
