// What people type and what lets them in is kept in files: after the journeys `cargo xtask e2e` searches the
// server's log for it, and finds nothing.

import { appendFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Request } from "@playwright/test";

const FOLDER = fileURLToPath(new URL("../../test-results/.typed/", import.meta.url));
/** Shorter ones may be part of what the server says by itself. */
const SHORTEST = 10;
/** Who finds the beginning has found it. */
const LONGEST = 80;
/** Addresses within the site, ids, dates, hours, and words of closed lists: the log may have them. */
const OPEN = [/^\//, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, /^[\d/:-]+$/, /^[A-Z_]+$/, /^[a-z]+(:[a-z]+)?$/, /^[a-z]+:\d+$/];

const kept = new Set<string>();

/** None of these may stand in the log. */
export function remember(...texts: string[]): void {
  const fresh = texts
    .map((text) => text.trim().split(/[\r\n]/, 1)[0].slice(0, LONGEST).trim())
    .filter((text) => text.length >= SHORTEST && !kept.has(text) && !OPEN.some((open) => open.test(text)));
  if (fresh.length === 0) return;
  for (const text of fresh) kept.add(text);
  mkdirSync(FOLDER, { recursive: true });
  appendFileSync(`${FOLDER}${process.pid}.txt`, fresh.map((text) => `${JSON.stringify(text)}\n`).join(""));
}

/** What a request of a browser carries. */
export function rememberRequest(request: Request): void {
  remember(...new URL(request.url()).searchParams.values());
  const form = request.headers()["content-type"]?.startsWith("application/x-www-form-urlencoded") ? request.postData() : null;
  if (form) remember(...new URLSearchParams(form).values());
}
