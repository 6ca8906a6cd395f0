// Draws the app's icons from app-icon.svg with Chromium. Run in end2end: `npm run app-icons`.
// The rings stay within the safe zone, so the same drawing serves as maskable icon.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const work = mkdtempSync(join(tmpdir(), "icons-"));
const svg = readFileSync(new URL("app-icon.svg", import.meta.url), "utf8");
const rounded = svg.replace('height="512" fill', 'height="512" rx="112" fill');
const icons = [
  ["icon-192.png", 192, rounded],
  ["icon-512.png", 512, rounded],
  ["maskable-192.png", 192, svg],
  ["maskable-512.png", 512, svg],
  ["apple-180.png", 180, svg],
];
for (const [name, size, drawing] of icons) {
  const page = join(work, `${name}.html`);
  writeFileSync(page, `<style>html,body{margin:0;overflow:hidden}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`);
  const to = fileURLToPath(new URL(`../../public/icons/${name}`, import.meta.url));
  execFileSync(process.env.CHROMIUM ?? "chromium", [
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000",
    "--disable-background-networking", "--disable-component-update", "--no-first-run", `--user-data-dir=${join(work, "profile")}`,
    `--window-size=${size},${size}`, `--screenshot=${to}`, `file://${page}`,
  ], { stdio: "ignore" });
}
