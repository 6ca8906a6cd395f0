// How long after a word was changed in a page's source the browser shows it, by itself, while `cargo xtask dev` watches.
// Fails above the goal. Usage: node dev.mjs URL FILE WORD OTHER
import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const GOAL = 20;
const ROUNDS = 3;
const FIRST_BUILD = 60 * 60_000;
const [url, file, word, other] = process.argv.slice(2);
const source = readFileSync(file, "utf8");
const { atime, mtime } = statSync(file);
if (source.split(word).length !== 2) throw new Error(`“${word}” does not stand in ${file} once`);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
let slowest = 0;
let done = false;
try {
  const page = await browser.newPage();
  const until = Date.now() + FIRST_BUILD;
  while (!(await fetch(url).then((answer) => answer.ok, () => false))) {
    if (Date.now() > until) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await page.goto(url);
  for (const [from, to] of Array.from({ length: ROUNDS }, () => [[word, other], [other, word]]).flat()) {
    await page.getByText(from).first().waitFor();
    const begun = performance.now();
    writeFileSync(file, source.replace(word, to));
    await page.getByText(to).first().waitFor({ timeout: 5 * 60_000 });
    const seconds = (performance.now() - begun) / 1000;
    slowest = Math.max(slowest, seconds);
    console.log(`“${to}” shows after ${seconds.toFixed(1)} s`);
  }
  done = true;
} finally {
  writeFileSync(file, source);
  // As it was when the last build began: other builds of this checkout need not compile it again.
  if (done) utimesSync(file, atime, mtime);
  await browser.close();
}
console.log(`${slowest <= GOAL ? "met:   " : "MISSED:"} at most ${GOAL} s`);
process.exit(slowest <= GOAL ? 0 : 1);
