// Whatever people write is text to everybody else: payloads in every field that takes words, and every page that
// shows them.

import { request as requests } from "@playwright/test";
import { DESCRIPTION, fillJob, publish, startJob } from "./journeys/hire";
import { becomeWorker } from "./journeys/work";
import { type Page, expect, test } from "./support/fixtures";
import { mailTo } from "./support/mail";
import { Hunt, PAYLOADS, packed } from "./support/payloads";
import { type Newcomer, mark } from "./support/people";
import { found, signIn, signUp } from "./support/steps";

const ALL = PAYLOADS.join("\n");
const NAMES = packed(100);

function hostile(name: string): Newcomer {
  return { name, email: `hostile.${mark()}@journey.example`, password: "violet lantern harbour 7" };
}

/** `title` is `form[title]`; `[values][7]` is `form[values][7]`. */
function inForm(name: string): string {
  return name.startsWith("[") ? `form${name}` : `form[${name}]`;
}

/** Sends a form as its page would; it must not be refused. */
async function send(page: Page, path: string, fields: Iterable<[string, string]>): Promise<string> {
  const { origin } = new URL(page.url());
  const answer = await page.request.post(`/api/${path}`, {
    data: new URLSearchParams([...fields].map(([name, value]) => [inForm(name), value])).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", origin, referer: page.url(), accept: "text/html" },
    maxRedirects: 0,
  });
  const to = answer.headers()["location"] ?? "";
  expect(answer.status(), `${path}: ${to}`).toBe(303);
  expect(to, path).not.toContain("draft=");
  return to;
}

/** Sends the form of a page as it stands, but for some fields. */
async function change(page: Page, at: string, path: string, fields: Record<string, string>): Promise<string> {
  await page.goto(at);
  const form = page.locator(`form[action="/api/${path}"]`).first();
  const stands = await form.evaluate((one) => [...new FormData(one as HTMLFormElement)].map(([name, value]) => [name, String(value)] as [string, string]));
  const changed = new Set(Object.keys(fields).map(inForm));
  const kept = stands.filter(([name]) => !changed.has(name)).map(([name, value]) => [name.slice("form".length), value] as [string, string]);
  return send(page, path, [...kept, ...Object.entries(fields)]);
}

/** The first address of a page that looks like this. */
async function first(page: Page, at: string, pattern: RegExp): Promise<string> {
  const html = await (await page.request.get(at)).text();
  const [found] = pattern.exec(html) ?? [];
  if (!found) throw new Error(`${at} has nothing like ${pattern}`);
  return found.replaceAll("&amp;", "&");
}

const ID = "[0-9a-f]{8}-[0-9a-f-]{27}";

/** Everything one can say of oneself, in as many entries as it takes. */
async function tellAll(worker: Page, bio: string): Promise<void> {
  await change(worker, "/profile/about", "people/save_about", { headline: packed(160)[0], bio });
  for (const title of packed(120)) {
    await send(worker, "people/save_experience", Object.entries({ id: "", title, organisation: title, started: "03/2021", ended: "", current: "true", description: ALL, occupation: "", step: "" }));
  }
  for (const name of packed(160)) {
    await send(worker, "people/save_education", Object.entries({ id: "", institution: name, qualification: name, level: "3", started: "", ended: "" }));
    await send(worker, "people/save_certification", Object.entries({ id: "", name, document: "", issuer: name, issued_on: "", expires_on: "", credential_url: "" }));
  }
  const day = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 0, 1));
  for (const note of packed(120)) {
    day.setUTCDate(day.getUTCDate() + 1);
    await send(worker, "people/save_exception", Object.entries({ day: day.toISOString().slice(0, 10), hours: "", note, remove: "" }));
  }
}

/** Signs in by programs that call themselves something, and by an app on a device that does. */
async function fromStrangeDevices(page: Page, who: Newcomer): Promise<void> {
  const { origin } = new URL(page.url());
  // A header takes no other letters.
  const agents = packed(390).map((agent) => agent.replace(/[^ -~]/g, ""));
  for (const userAgent of agents.slice(0, 4)) {
    const program = await requests.newContext({ baseURL: origin, userAgent, extraHTTPHeaders: { origin } });
    await program.post("/api/identity/sign_in", { form: { "form[email]": who.email, "form[password]": who.password }, maxRedirects: 0 });
    await program.post("/api/v1/auth/token", { data: { email: who.email, password: who.password, device_name: PAYLOADS[agents.indexOf(userAgent)] } });
    await program.dispose();
  }
}

/** Fields of the organisation's own on jobs and people, and what they hold: names, help, words to choose from, text. */
async function ownFields(employer: Page, job: string, applicant: string): Promise<void> {
  // Either may have thirty.
  const names = packed(60);
  const half = Math.ceil(names.length / 2);
  for (const [subject, own] of [["JOB", names.slice(0, half)], ["PERSON", names.slice(half)]] as const) {
    const field = (kind: string, name: string, choices: string[]) =>
      send(employer, "organisations/save_field", Object.entries({ id: "", version: "", subject, kind, name, help: packed(200)[0], required: "", choices: choices.join("\n") }));
    for (const name of own) await field("TEXT", name, []);
    for (const from of [0, 30]) await field("CHOICE", `From ${from}`, PAYLOADS.slice(from, from + 30));
  }
  await fillFields(employer, `${job}/fields`, "hiring/save_job_fields");
  await fillFields(employer, applicant, "hiring/save_person_fields");
}

async function fillFields(page: Page, at: string, path: string): Promise<void> {
  await page.goto(at);
  const names = await page.locator(`form[action="/api/${path}"] :is(input, textarea)[name^="form[values]"]`).evaluateAll((all) => all.map((one) => (one as HTMLInputElement).name));
  expect(names.length, `fields of ${at}`).toBeGreaterThanOrEqual(packed(500).length);
  await change(page, at, path, Object.fromEntries(packed(500).map((text, n) => [names[n].replace("form", ""), text])));
}

test("what people write runs nowhere", async ({ page: employer, someone }) => {
  test.setTimeout(240_000);
  const hunt = new Hunt();
  const [worker, visitor] = [await someone(), await someone()];
  for (const page of [employer, worker, visitor]) await hunt.follow(page.context());

  await signUp(employer, hostile(NAMES[0]));
  await found(employer, NAMES[1]);
  await startJob(employer, "Forklift driver, counterbalance", DESCRIPTION);
  await fillJob(employer);
  await publish(employer);
  const job = new URL(employer.url()).pathname.replace(/\/(edit|activity|candidates).*$/, "");
  const open = job.replace("/hiring", "");
  await change(employer, `${job}/edit/basics`, "hiring/save_basics", { title: packed(120)[0], description: `${DESCRIPTION}\n${ALL}` });

  const them = hostile(NAMES[2]);
  await becomeWorker(worker, them);
  await change(worker, "/profile/visibility", "people/save_visibility", { public_page: "true" });
  await tellAll(worker, ALL);
  await worker.goto(open);
  const mine = await send(worker, "applications/apply", [["job", job.split("/").at(-1)!], ["note", ALL]]);
  const profile = await first(worker, "/profile", new RegExp(`/people/${ID}`));
  const theirs = await first(employer, `${job}/applications`, new RegExp(`${job}/applications\\?[^"]*application=${ID}[^"]*`));
  const candidate = `${job}/candidates?person=${profile.split("/").at(-1)}`;

  // Names are short: each has its turn in every place where one is shown.
  const titles = packed(120);
  const headlines = packed(160);
  for (const [n, name] of NAMES.entries()) {
    await Promise.all([
      change(worker, "/profile/about", "people/save_about", { name, headline: headlines[n % headlines.length] }),
      change(employer, "/organisation", "organisations/save", { name }).then(() => change(employer, `${job}/edit/basics`, "hiring/save_basics", { title: titles[n % titles.length] })),
    ]);
    await Promise.all([hunt.walk("a person", worker, mine), hunt.walk("an employer", employer, theirs, "/hiring/jobs"), hunt.walk("a visitor", visitor, open, profile)]);
  }

  await ownFields(employer, job, theirs);
  await fromStrangeDevices(worker, them);
  for (const name of packed(80).slice(0, 45)) {
    await send(employer, "identity/make_key", [["name", name], ["[scopes][]", "jobs:read"], ["days", "30"]]);
  }
  await change(employer, theirs, "applications/decide", { to: "SHORTLISTED", reason: packed(1000)[0] });

  const sections = ["about", "work", "availability", "skills", "experience", "education", "certifications", "style", "visibility"];
  await Promise.all([
    hunt.walk("a person", worker, "/home", "/profile", ...sections.map((one) => `/profile/${one}`), "/applications", mine, "/matches", open.replace("/jobs/", "/matches/"), "/onboarding/about", "/security", "/security/devices", "/security/activity", "/privacy"),
    hunt.walk("an employer", employer, job, `${job}/candidates`, candidate, theirs, `${job}/activity`, `${job}/fields`, ...["basics", "place", "time", "requirements", "review"].map((step) => `${job}/edit/${step}`), "/organisation", "/organisations", "/organisation/members", "/organisation/fields", "/organisation/trail", "/organisation/ownership", "/security/keys", "/home"),
    hunt.walk("a visitor", visitor, open, profile, "/jobs?sort=newest"),
  ]);

  await change(worker, "/profile/about", "people/save_about", { name: '=HYPERLINK("javascript:x7(56)")', headline: "@SUM(x7(57))" });
  await expectPlain(employer, `${job}/candidates.csv`);
  await expectPlain(employer, "/organisation/trail.csv");
  await staffAndMail(hunt, await someone(), worker, employer, them);
  hunt.verdict("a person", "an employer", "a visitor", "staff");
});

/** No cell of a file is a formula. */
async function expectPlain(page: Page, path: string): Promise<void> {
  const answer = await page.request.get(path);
  expect(answer.status(), path).toBe(200);
  const cells = [...(await answer.text()).matchAll(/(?:^|,|\n)("(?:[^"]|"")*"|[^,\r\n]*)/g)].map(([, cell]) => cell.replace(/^"|"$/g, ""));
  expect(cells.filter((cell) => /^\s*[=+@-]/.test(cell) && Number.isNaN(Number(cell)))).toEqual([]);
}

/** Staff decide with words of their own, the person answers, and both are told by mail. */
async function staffAndMail(hunt: Hunt, staff: Page, worker: Page, employer: Page, them: Newcomer): Promise<void> {
  await hunt.follow(staff.context());
  const invited = hostile("Una").email;
  await send(employer, "organisations/invite", [["email", invited], ["role", "VIEWER"]]);
  await staff.goto("/sign-in?next=%2Fconsole");
  await signIn(staff, "sam@demo.example");
  await expect(staff.getByRole("heading", { level: 1, name: "Console" })).toBeVisible();
  const person = await first(staff, `/console/people?q=${encodeURIComponent(them.email)}`, new RegExp(`/console/people/${ID}`));
  for (const [n, reason] of packed(500).entries()) {
    await staff.goto(person);
    await staff.getByRole("radio", { name: n % 2 ? /^Reinstate/ : /^Suspend/ }).check();
    await staff.getByRole("textbox", { name: "Reason" }).fill(reason);
    await staff.getByRole("checkbox", { name: "I have checked that this is right" }).check();
    await staff.getByRole("button", { name: "Do it" }).click();
    await expect(staff.getByText(/^Done\./)).toBeVisible();
    if (n === 0) {
      await worker.goto("/security/appeal");
      await send(worker, "identity/appeal", [["reason", ALL]]);
      await hunt.walk("a person", worker, "/security/appeal", "/home");
      await hunt.walk("staff", staff, "/console/appeals");
    }
  }
  await hunt.walk("staff", staff, person, `/console/people?q=${encodeURIComponent(them.email)}`, "/console/trail", "/console/audit", "/console/sessions", "/console/organisations", "/console/jobs", "/console", "/console/staff");
  for (const [to, subject] of [[invited, ""], [them.email, ""]]) {
    await mailTo(staff.request, to, subject);
    const list = await (await staff.request.get("/dev/mail", { params: { to } })).text();
    for (const [, id] of list.matchAll(/href="\/dev\/mail\/([0-9a-f-]{36})"/g)) {
      await hunt.walk("mail", staff, `/dev/mail/${id}`);
      // As a mail program would show it that lets everything happen.
      const html = await staff.getByTitle("The mail as HTML").getAttribute("srcdoc");
      const bare = await staff.context().newPage();
      await bare.setContent(html!.replace('<base target="_top">', ""));
      await hunt.look("mail", bare);
      await bare.close();
    }
  }
}

test("what stands in an address runs nowhere", async ({ page, watch }) => {
  test.setTimeout(90_000);
  watch.allow(404, /./);
  watch.allow(400, /./);
  watch.allow(410, /./);
  const hunt = new Hunt();
  await hunt.follow(page.context());
  for (const words of packed(400)) {
    const value = encodeURIComponent(words);
    await hunt.walk("a visitor", page, `/jobs?q=${value}&near=${value}&skill=${value}&km=${value}&sort=${value}&after=${value}`, `/sign-in?next=${value}&draft=${value}&reset=${value}`, `/sign-up?next=${value}`);
    await hunt.walk("a visitor", page, `/reset-password?token=${value}`, `/verify-email?token=${value}`, `/invitation?token=${value}`, `/auth/google/callback?state=${value}&code=${value}&error=${value}`);
  }
  for (const payload of PAYLOADS) await hunt.walk("a visitor", page, `/no-such/${encodeURIComponent(payload)}`);
  hunt.verdict();
});
