// Reads style/tokens.css and fails if a pair of text and background has too little contrast in either
// theme: 4.5 for text, 3 for edges of controls and shapes that mean something (WCAG 2.2).
import { readFileSync } from "node:fs";

const css = readFileSync(new URL("../../style/tokens.css", import.meta.url), "utf8");
const grounds = ["bg", "surface", "raised"];
const pairs = [
  ...["text", "muted", "accent"].flatMap((name) => grounds.map((ground) => [name, ground, 4.5])),
  ...["good", "warn", "bad", "info"].flatMap((name) => [...grounds, `${name}-bg`].map((ground) => [name, ground, 4.5])),
  ["accent", "accent-bg", 4.5],
  ["text", "accent-bg", 4.5],
  ["muted", "accent-bg", 4.5],
  ["text", "bad-bg", 4.5],
  ["good", "accent-bg", 4.5],
  ["warn", "accent-bg", 4.5],
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-hover", 4.5],
  ["edge", "surface", 3],
  ["edge", "bg", 3],
  ["accent", "surface", 3],
];

const failures = [];
let least = Infinity;
for (const theme of ["light", "dark"]) {
  for (const [name, ground, need] of pairs) {
    const ratio = contrast(luminance(token(name, theme)), luminance(token(ground, theme)));
    if (need === 4.5) least = Math.min(least, ratio);
    if (ratio < need) failures.push(`${theme}: --${name} on --${ground} has ${ratio.toFixed(2)}, needs ${need}`);
  }
}
if (failures.length > 0) {
  console.error(failures.join("\n"));
  process.exit(1);
}
console.log(`${pairs.length * 2} pairs hold; the least contrast of text is ${least.toFixed(2)}`);

// [lightness 0..1, chroma, hue in degrees]
function token(name, theme) {
  const color = String.raw`oklch\(([\d.]+)% ([\d.]+) ([\d.]+)deg\)`;
  const found = css.match(new RegExp(String.raw`--${name}: light-dark\(${color}, ${color}\)`));
  if (!found) throw new Error(`--${name} is not in tokens.css`);
  const [l, c, h] = found.slice(theme === "light" ? 1 : 4).map(Number);
  return [l / 100, c, h];
}

// Relative luminance by way of linear sRGB; the constants are those of the OKLab definition.
function luminance([l, c, h]) {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  const clip = (v) => Math.min(1, Math.max(0, v));
  return (
    0.2126 * clip(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z) +
    0.7152 * clip(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z) +
    0.0722 * clip(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z)
  );
}

function contrast(one, other) {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
