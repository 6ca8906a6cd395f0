// Runs Lighthouse (its mobile preset) on one address and prints the four scores, and what cost points.
// Fails below the goal. Usage: node lighthouse.mjs URL
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const GOAL = 0.95;
const [url] = process.argv.slice(2);
const chrome = await launch({
  chromePath: process.env.CHROMIUM,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"],
});
let missed = false;
try {
  const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "error" });
  for (const category of Object.values(lhr.categories)) {
    const met = category.score >= GOAL;
    missed ||= !met;
    console.log(`${met ? "met:   " : "MISSED:"} ${category.title} ${Math.round(category.score * 100)} (at least ${GOAL * 100})`);
    for (const { id, weight } of category.auditRefs) {
      const audit = lhr.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 1) console.log(`        ${audit.title}: ${audit.displayValue ?? audit.score}`);
    }
  }
} finally {
  await chrome.kill();
}
process.exit(missed ? 1 : 0);
