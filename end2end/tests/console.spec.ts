// The platform console: for staff alone, and every decision with its reason.

import { type Page, as, axe, expect, test } from "./support/fixtures";
import { turnOn } from "./support/factors";
import { mailTo } from "./support/mail";
import { type Newcomer, mark, newcomer } from "./support/people";
import { expectNoSidewaysScroll, menu, signIn, signUp } from "./support/steps";

/** The platform owner of the demo world (server/src/demo/stories.rs). */
const SAM = { email: "sam@demo.example", name: "Sam Adeyemi" };

const PLACES = ["/console", "/console/help", "/console/people", "/console/appeals", "/console/contests", "/console/sessions", "/console/organisations",
  "/console/audit", "/console/health", "/console/jobs", "/console/flags", "/console/flags/sign_up", "/console/trail", "/console/staff"];

test.describe("whoever is not staff", () => {
  as("ama");
  test("finds nothing there", async ({ page, watch }) => {
    watch.allow(404, /^\/console/);
    for (const path of PLACES) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(404);
      await expect(page.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
    }
    await page.goto("/home");
    await expect(page.getByRole("link", { name: "Console" })).toHaveCount(0);
  });
});

test.describe("staff", () => {
  // The console wants somebody who has just shown who they are, so no session of before.
  // There are as few tests as can be: ten sign-ins in a quarter of an hour are all that an account has.
  test.beforeEach(async ({ page }) => {
    await page.goto("/sign-in?next=%2Fconsole");
    await signIn(page, SAM.email);
    await expect(page.getByRole("heading", { level: 1, name: "Console" })).toBeVisible();
  });

  test("suspend somebody, who appeals, and is reinstated", async ({ page, someone }) => {
    const who = newcomer(`Noor Haddad ${mark()}`);
    const theirs = await someone();
    await signUp(theirs, who);

    await page.goto("/console/people");
    await page.getByRole("searchbox", { name: /Search names/ }).fill(who.email);
    await page.getByRole("search").getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("link", { name: who.name }).click();
    await expect(page.getByRole("heading", { level: 1, name: who.name })).toBeVisible();
    await page.getByRole("radio", { name: /^Suspend/ }).check();
    await page.getByRole("textbox", { name: "Reason" }).fill("The same advert forty times");
    await page.getByRole("checkbox", { name: "I have checked that this is right" }).check();
    await page.getByRole("button", { name: "Do it" }).click();
    await expect(page.getByText("Done. They read, change nothing, and are told why.")).toBeVisible();
    await axe(page, "somebody in the console");

    await theirs.goto("/security/appeal");
    await theirs.getByLabel("Why is it wrong?").fill("Somebody else had my phone.");
    await theirs.getByRole("button", { name: "Send appeal" }).click();
    await expect(theirs.getByText("Waiting for an answer")).toBeVisible();

    await page.goto("/console/appeals");
    await page.getByRole("listitem").filter({ hasText: who.name }).getByRole("link").click();
    await expect(page.getByText("Somebody else had my phone.")).toBeVisible();
    await page.getByRole("radio", { name: /^Reinstate/ }).check();
    await page.getByRole("textbox", { name: "Reason" }).fill("Believable");
    await page.getByRole("checkbox", { name: "I have checked that this is right" }).check();
    await page.getByRole("button", { name: "Do it" }).click();
    await expect(page.getByText("Done. Everything works for them again, and they are told.")).toBeVisible();

    // It stands in the trail, with the reason and what changed.
    await page.goto("/console/trail?q=person.suspend");
    const line = page.getByRole("row").filter({ hasText: "The same advert forty times" }).first();
    await expect(line).toContainText("status: ACTIVE → SUSPENDED");
  });

  test("take second factors away from whoever has lost them", async ({ page, someone }) => {
    const who = newcomer(`Lena Fisk ${mark()}`);
    const theirs = await someone();
    await signUp(theirs, who);
    await turnOn(theirs);

    await page.goto(`/console/people?q=${encodeURIComponent(who.email)}`);
    await page.getByRole("link", { name: who.name }).click();
    await expect(page.getByText("Signs in with two steps · no passkeys")).toBeVisible();
    await page.getByRole("radio", { name: /^Reset second factors/ }).check();
    await page.getByRole("radio", { name: /^Document seen on a video call/ }).check();
    await page.getByRole("textbox", { name: "Reason" }).fill("Her phone is at the bottom of the canal");
    await page.getByRole("checkbox", { name: "I have checked that this is right" }).check();
    await page.getByRole("button", { name: "Do it" }).click();
    await expect(page.getByText("Done. The password alone lets them in, and they are told.")).toBeVisible();
    await expect(page.getByText("No two-step sign-in · no passkeys")).toBeVisible();

    expect(await mailTo(page.request, who.email, "Your second factors were reset")).toMatch(/on a video call.*bottom of the canal/s);
    await theirs.goto("/security/devices");
    await expect(theirs).toHaveURL(/\/sign-in\?next=/);
    await signIn(theirs, who.email, who.password);
    await expect(theirs).toHaveURL(/\/security\/devices$/);
  });

  test("sign one device of somebody out, and leave the other", async ({ page, someone }) => {
    const who = newcomer(`Rolf Dahl ${mark()}`);
    const [one, other] = [await someone(), await someone()];
    await signUp(one, who);
    await other.goto("/sign-in");
    await signIn(other, who.email, who.password);
    await expect(other).not.toHaveURL(/sign-in/);

    await page.goto(`/console/people?q=${encodeURIComponent(who.email)}`);
    await page.getByRole("link", { name: who.name }).click();
    const devices = page.getByRole("main").getByRole("link", { name: /Chrom/ });
    await expect(devices).toHaveCount(2);
    await devices.first().click();
    await axe(page, "a session in the console");
    await page.getByRole("radio", { name: /^Sign this device out/ }).check();
    await page.getByRole("textbox", { name: "Reason" }).fill("Left on a train");
    await page.getByRole("checkbox", { name: "I have checked that this is right" }).check();
    await page.getByRole("button", { name: "Do it" }).click();
    await expect(page.getByText("Done. That device has to sign in again, and they are told.")).toBeVisible();
    await expect(devices).toHaveCount(1);
    expect(await mailTo(page.request, who.email, "Our staff signed one of your devices out")).toContain("Left on a train");
    const ended = [];
    for (const theirs of [one, other]) {
      await theirs.goto("/security/devices");
      ended.push(/\/sign-in\?/.test(theirs.url()));
    }
    expect(ended.toSorted()).toEqual([false, true]);
  });

  test("decide nothing without a reason, and what was typed stays", async ({ page, someone }) => {
    const who = newcomer(`Ife Obi ${mark()}`);
    await signUp(await someone(), who);
    await page.goto(`/console/people?q=${encodeURIComponent(who.email)}`);
    await page.getByRole("link", { name: who.name }).click();
    await page.getByRole("radio", { name: /^Block/ }).check();
    await page.getByRole("textbox", { name: "Reason" }).fill("   ");
    await page.getByRole("checkbox", { name: "I have checked that this is right" }).check();
    await page.getByRole("button", { name: "Do it" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Write why" })).toBeVisible();
    await expect(page.getByRole("radio", { name: /^Block/ })).toBeChecked();
  });

  test("do not decide over themselves", async ({ page }) => {
    await page.goto(`/console/people?q=${encodeURIComponent(SAM.email)}`);
    await page.getByRole("link", { name: SAM.name }).click();
    await expect(page.getByText("This is you. Nobody decides over themselves.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Do it" })).toHaveCount(0);
  });

  test("see every page of the console, on a narrow screen too", async ({ page }) => {
    for (const path of PLACES) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await axe(page, path);
    }
    await page.setViewportSize({ width: 360, height: 780 });
    for (const path of PLACES) {
      await page.goto(path);
      await expectNoSidewaysScroll(page);
      // Rows stand below each other, so that no table moves sideways either.
      const wide = await page.locator(".table-wrap").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.getAttribute("aria-label")));
      expect(wide, path).toEqual([]);
    }
  });

  test("find the way there in their menu, and take the trail away as a file, which is a line of it", async ({ page }) => {
    await page.goto("/home");
    await menu(page);
    await page.getByRole("button", { name: new RegExp(SAM.name) }).click();
    await page.getByRole("link", { name: "Console", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Console" })).toBeVisible();

    await page.goto("/console/people?q=zzqqy");
    await page.goto("/console/trail?q=people.searched");
    const saved = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save as a file" }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe("trail.csv");
    const text = await (await page.request.get("/console/trail.csv?q=people.searched")).text();
    expect(text).toContain("words: zzqqy");
    await page.goto("/console/trail?q=trail.exported");
    await expect(page.getByRole("row").filter({ hasText: "people.searched" }).first()).toBeVisible();
  });

  test.describe("look as somebody who lets them", () => {
    // Pages ask for events and the palette by themselves; both stay shut.
    test.beforeEach(({ watch }) => {
      watch.allow(403, /^\/(api\/events|palette\.json)/);
    });

    test("once they are allowed, change nothing, and are noted", async ({ page, someone, watch }) => {
      watch.allow(403, /^\/(api\/people|security|console|home)/);
      const who = newcomer(`Noor Haddad ${mark()}`);
      const theirs = await someone();
      await signUp(theirs, who);
      await askToLook(page, who);
      await axe(page, "asking to look");
      await expect(page.getByText("They have not answered yet.")).toBeVisible();
      await expect(page.getByRole("button", { name: "Look now" })).toHaveCount(0);

      // The person reads why, and decides.
      expect(await mailTo(theirs.request, who.email, "Our staff ask to see what you see")).toContain("Your jobs are missing");
      await theirs.goto("/security/visits");
      await expect(theirs.getByText("Your jobs are missing")).toBeVisible();
      await axe(theirs, "being asked");
      await theirs.getByRole("button", { name: "Let them look for 15 minutes" }).click();
      await expect(theirs.getByText("They may look now.")).toBeVisible();

      await page.reload();
      await page.getByRole("button", { name: "Look now" }).click();
      const banner = page.getByText(`You are looking at Kinwork as ${who.name}`);
      await expect(page).toHaveURL(/\/home$/);
      await expect(banner).toBeVisible();
      await axe(page, "a page of a visit");
      await page.goto("/profile/about");
      await expect(banner).toBeVisible();

      // Nothing is saved, no secret is shown, and the console is somewhere else.
      await page.getByRole("main").getByRole("textbox").first().fill("Written by somebody else");
      await page.getByRole("main").getByRole("button", { name: /^Save/ }).first().click();
      await expect(page.getByRole("heading", { level: 1, name: "This stays shut" })).toBeVisible();
      for (const shut of ["/security/keys", "/security/activity", "/console/people"]) {
        await page.goto(shut);
        await expect(page.getByRole("heading", { level: 1, name: "This stays shut" })).toBeVisible();
        await expect(banner).toBeVisible();
      }
      await theirs.goto("/profile/about");
      await expect(theirs.getByRole("main")).not.toContainText("Written by somebody else");

      // The person reads what was looked at, and ends it.
      await theirs.goto("/security/activity");
      await expect(theirs.getByText("/profile/about").first()).toBeVisible();
      await theirs.goto("/security/visits");
      await theirs.getByRole("button", { name: "End it now" }).click();
      await expect(theirs.getByText("Done. They see nothing any more.")).toBeVisible();

      await page.goto("/home");
      await expect(page.getByRole("heading", { level: 1, name: "The visit is over" })).toBeVisible();
      await page.getByRole("button", { name: "Go on as myself" }).click();
      await expect(page).toHaveURL(/\/home$/);
      await expect(page.getByText("The visit is over")).toHaveCount(0);

      await page.goto("/console/trail?q=visit.");
      for (const action of ["visit.asked", "visit.started", "visit.seen", "visit.refused"]) {
        await expect(page.getByRole("row").filter({ hasText: action }).first()).toBeVisible();
      }
    });

    test("stop when they have seen enough, are refused, and see nothing", async ({ page, someone }) => {
      const who = newcomer(`Ife Obi ${mark()}`);
      const theirs = await someone();
      await signUp(theirs, who);
      await askToLook(page, who);
      await theirs.goto("/security/visits");
      await theirs.getByRole("button", { name: "Let them look for 60 minutes" }).click();
      await page.reload();
      await page.getByRole("button", { name: "Look now" }).click();
      await page.getByRole("button", { name: "Stop looking" }).click();
      await expect(page.getByText("Over. You see your own Kinwork again.")).toBeVisible();
      await page.goto("/home");
      await expect(page.getByText("You are looking at Kinwork as")).toHaveCount(0);
      await theirs.goto("/security/visits");
      await expect(theirs.getByText("Over", { exact: true })).toBeVisible();

      // Asked once more, they refuse.
      await askToLook(page, who);
      await theirs.reload();
      await theirs.getByRole("button", { name: "Refuse" }).click();
      await expect(theirs.getByText("Done. They see nothing any more.")).toBeVisible();
      await page.reload();
      await expect(page.getByRole("button", { name: "Look now" })).toHaveCount(0);
      await expect(page.getByRole("button", { name: "Ask them" })).toBeVisible();
    });
  });
});

/** From the list of people to the request, with its reason. */
async function askToLook(page: Page, who: Newcomer): Promise<void> {
  await page.goto(`/console/people?q=${encodeURIComponent(who.email)}`);
  await page.getByRole("link", { name: who.name }).click();
  await page.getByRole("link", { name: "Look at Kinwork as they see it, if they let you" }).click();
  await page.getByRole("textbox", { name: "What for" }).fill("Your jobs are missing");
  await page.getByRole("button", { name: "Ask them" }).click();
  await expect(page.getByText("They are asked, by mail.")).toBeVisible();
}
