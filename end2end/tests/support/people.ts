// Who the journeys are played by.

import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";

/** The password of every demo login. */
export const DEMO_PASSWORD = "kinwork demo kettle";

/** The demo logins that the journeys use (server/src/demo/stories.rs). */
export const DEMO = {
  ama: { email: "ama@demo.example", name: "Ama Owusu" },
  victor: { email: "victor@demo.example", name: "Victor Hall" },
  ben: { email: "ben@demo.example", name: "Ben Clarke" },
  jane: { email: "jane@demo.example", name: "Jane Mensah" },
  dev: { email: "dev@demo.example", name: "Devon Silva" },
} as const;

export type Demo = keyof typeof DEMO;

/** Where a demo login's cookies are kept for this run; made by `setup.ts`. */
export function session(who: Demo): string {
  return fileURLToPath(new URL(`../../test-results/.sessions/${who}.json`, import.meta.url));
}

/** Somebody new. */
export interface Newcomer {
  name: string;
  email: string;
  password: string;
}

/** Somebody nobody has met, in this run or an earlier one. */
export function newcomer(name: string): Newcomer {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, ".").replace(/^\.|\.$/g, "") || "someone";
  return { name, email: `${slug}.${mark()}@journey.example`, password: "violet lantern harbour 7" };
}

/** Letters and digits no other test uses. */
export function mark(): string {
  return randomUUID().replaceAll("-", "").slice(0, 12);
}
