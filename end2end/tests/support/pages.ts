// Every page there is, with something on it.

import { type APIRequestContext, request } from "@playwright/test";
import { type Demo, session } from "./people";

export interface Place {
  name: string;
  path: string;
}

const ID = "[0-9a-f]{8}-[0-9a-f-]{27}";

/** The first link of a page that looks like this, as somebody sees it. */
export async function link(baseURL: string, who: Demo | undefined, path: string, pattern: string): Promise<string> {
  const context = await visitor(baseURL, who);
  const html = await (await context.get(path)).text();
  await context.dispose();
  const found = new RegExp(`href="(${pattern})"`).exec(html)?.[1];
  if (!found) throw new Error(`${path} has no link like ${pattern}`);
  return found.replaceAll("&amp;", "&");
}

/** Requests as somebody's browser would send them. */
export async function visitor(baseURL: string, who?: Demo): Promise<APIRequestContext> {
  return request.newContext({
    baseURL,
    storageState: who ? session(who) : { cookies: [], origins: [] },
    extraHTTPHeaders: { "sec-fetch-site": "same-origin" },
  });
}

/** A published job of Ama's organisation that has applications. */
export async function amasJob(baseURL: string): Promise<string> {
  return link(baseURL, "ama", "/hiring/jobs?status=ACTIVE", `/hiring/jobs/${ID}`);
}

/** Pages for everybody. */
export async function publicPages(baseURL: string): Promise<Place[]> {
  const job = await link(baseURL, undefined, "/jobs", `/jobs/${ID}`);
  return [
    { name: "front", path: "/" },
    { name: "jobs", path: "/jobs" },
    { name: "jobs without a match", path: "/jobs?q=zzzzqqqq&near=E1+6AN&km=3" },
    { name: "job", path: job },
    { name: "how fit works", path: "/how-fit-works" },
    { name: "the public API", path: "/developers" },
    { name: "about", path: "/about" },
    { name: "roles", path: "/help/roles" },
    { name: "sign in", path: "/sign-in" },
    { name: "sign up", path: "/sign-up" },
    { name: "check your mail", path: "/sign-up?sent=1" },
    { name: "forgotten password", path: "/forgot-password" },
    { name: "what we keep", path: "/privacy/retention" },
    { name: "nothing here", path: "/no-such-page" },
    { name: "gallery", path: "/dev/ui" },
  ];
}

/** Pages of a person who has a profile and has applied. */
export async function personPages(baseURL: string): Promise<Place[]> {
  const job = await link(baseURL, "jane", "/jobs", `/jobs/${ID}`);
  const match = await link(baseURL, "jane", "/matches", `/matches/${ID}`);
  const application = await link(baseURL, "jane", "/applications", `/applications/${ID}`);
  const own = await link(baseURL, "jane", "/profile", `/people/${ID}`);
  const sections = ["about", "work", "availability", "skills", "experience", "education", "certifications", "style", "visibility"];
  const steps = ["about", "work", "skills", "experience", "finish"];
  return [
    { name: "home", path: "/home" },
    { name: "jobs for me", path: "/matches" },
    { name: "why this score", path: match },
    { name: "a job, signed in", path: job },
    { name: "every number of a score", path: `${match}/numbers` },
    { name: "contesting a number", path: `${match}/numbers?contest=weights` },
    { name: "contested scores", path: "/matches/contests" },
    { name: "job alerts", path: "/matches/alerts?q=warehouse&near=Leeds" },
    { name: "applications", path: "/applications" },
    { name: "application", path: application },
    { name: "profile", path: "/profile" },
    ...sections.map((section) => ({ name: `profile, ${section}`, path: `/profile/${section}` })),
    ...steps.map((step) => ({ name: `onboarding, ${step}`, path: `/onboarding/${step}` })),
    { name: "read my résumé", path: "/profile/resume" },
    { name: "public profile", path: own },
    { name: "security", path: "/security" },
    { name: "e-mail address", path: "/security/email" },
    { name: "password", path: "/security/password" },
    { name: "other ways to sign in", path: "/security/providers" },
    { name: "passkeys", path: "/security/passkeys" },
    { name: "two-step sign-in", path: "/security/second-step" },
    { name: "devices", path: "/security/devices" },
    { name: "security activity", path: "/security/activity" },
    { name: "staff who look as you", path: "/security/visits" },
    { name: "privacy", path: "/privacy" },
    { name: "erase my account", path: "/privacy/erase" },
    { name: "confirm that it is you", path: "/confirm-it-is-you" },
    { name: "new organisation", path: "/organisations/new" },
  ];
}

/** Pages of an employer. */
export async function employerPages(baseURL: string): Promise<Place[]> {
  const job = await amasJob(baseURL);
  const person = await link(baseURL, "ama", `${job}/candidates`, `${job}/candidates\\?[^"]*person=${ID}`);
  const application = await link(baseURL, "ama", `${job}/applications`, `${job}/applications\\?[^"]*application=${ID}`);
  const ids = await twoCandidates(baseURL, job);
  const member = await link(baseURL, "ama", "/organisation/members", `/organisation/members/${ID}`);
  return [
    { name: "jobs of the organisation", path: "/hiring/jobs" },
    { name: "contested inputs", path: "/hiring/contests" },
    { name: "new job", path: "/hiring/jobs/new" },
    { name: "job, overview", path: job },
    { name: "job, candidates", path: `${job}/candidates` },
    { name: "job, one candidate", path: person },
    { name: "job, two compared", path: `${job}/candidates?compare=${ids.join(",")}` },
    { name: "job, nobody left", path: `${job}/candidates?min=100&km=5` },
    { name: "job, applications", path: `${job}/applications` },
    { name: "job, one application", path: application },
    { name: "job, activity", path: `${job}/activity` },
    ...["basics", "place", "time", "requirements", "review"].map((step) => ({ name: `job, edit ${step}`, path: `${job}/edit/${step}` })),
    { name: "trail", path: "/organisation/trail" },
    { name: "home of an employer", path: "/home" },
    { name: "API keys", path: "/security/keys" },
    { name: "job, own fields", path: `${job}/fields` },
    { name: "organisations", path: "/organisations" },
    { name: "organisation", path: "/organisation" },
    { name: "members", path: "/organisation/members" },
    { name: "member", path: member },
    { name: "own fields", path: "/organisation/fields" },
    { name: "new own field", path: "/organisation/fields/new?on=JOB" },
  ];
}

/** Pages that somebody sees who has just joined and said nothing yet; the last two ask for an organisation first. */
export const emptyPages: Place[] = [
  { name: "home, empty", path: "/home" },
  { name: "jobs for me, empty", path: "/matches" },
  { name: "contested scores, none", path: "/matches/contests" },
  { name: "job alerts, none", path: "/matches/alerts" },
  { name: "applications, empty", path: "/applications" },
  { name: "profile, empty", path: "/profile" },
  ...["about", "work", "availability", "skills", "experience", "education", "certifications", "style", "visibility"].map((section) => ({ name: `${section}, empty`, path: `/profile/${section}` })),
  ...["about", "work", "skills", "experience", "finish"].map((step) => ({ name: `first step ${step}, empty`, path: `/onboarding/${step}` })),
  { name: "jobs of an organisation, none", path: "/hiring/jobs" },
  { name: "new job, no organisation", path: "/hiring/jobs/new" },
];

async function twoCandidates(baseURL: string, job: string): Promise<string[]> {
  const context = await visitor(baseURL, "ama");
  const html = await (await context.get(`${job}/candidates`)).text();
  await context.dispose();
  const ids = [...html.matchAll(new RegExp(`person=(${ID})`, "g"))].map(([, id]) => id);
  return [...new Set(ids)].slice(0, 2);
}
