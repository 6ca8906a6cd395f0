// What an attacker writes into fields, and how one sees that none of it ever becomes more than text.

import { type BrowserContext, type Page, expect } from "./fixtures";

/** Each calls `x7` with its number, if anything ever runs it. The longest fits the shortest field. */
const WRITTEN: ((n: string) => string)[] = [
  // Tags of scripts.
  (x) => `<script>${x}</script>`,
  (x) => `<ScRiPt>${x}</sCrIpT>`,
  (x) => `"><script>${x}</script>`,
  (x) => `'><script>${x}</script>`,
  (x) => `</script><script>${x}</script>`,
  (x) => `<script/x>${x}</script>`,
  (x) => `<script src=data:,${x}></script>`,
  (x) => `<script type=module>${x}</script>`,
  (x) => `</title><script>${x}</script>`,
  (x) => `</textarea><script>${x}</script>`,
  (x) => `</style><script>${x}</script>`,
  (x) => `--><script>${x}</script>`,
  (x) => `]]><script>${x}</script>`,
  // Handlers of events.
  (x) => `<img src=x onerror=${x}>`,
  (x) => `"><img src=x onerror=${x}>`,
  (x) => `<img/src/onerror=${x}>`,
  (x) => `<body onload=${x}>`,
  (x) => `<input autofocus onfocus=${x}>`,
  (x) => `<details open ontoggle=${x}>`,
  (x) => `<video src=x onerror=${x}>`,
  (x) => `<audio src=x onerror=${x}>`,
  (x) => `<marquee onstart=${x}>`,
  // What loads or leads elsewhere.
  (x) => `<iframe srcdoc="<script>parent.${x}</script>">`,
  (x) => `<iframe src=javascript:parent.${x}>`,
  (x) => `<object data=javascript:${x}>`,
  (x) => `<embed src=javascript:${x}>`,
  (x) => `<a href=javascript:${x}>a</a>`,
  (x) => `<form action=javascript:${x}><button>`,
  (x) => `<style>@import'javascript:${x}'</style>`,
  (x) => `<link rel=stylesheet href=javascript:${x}>`,
  (x) => `<meta http-equiv=refresh content=0;url=javascript:${x}>`,
  (x) => `<base href=javascript:${x}//>`,
  // Other languages inside HTML.
  (x) => `<svg onload=${x}>`,
  (x) => `<svg><script>${x}</script></svg>`,
  (x) => `<svg><animate onbegin=${x} attributeName=x>`,
  (x) => `<svg><a xlink:href=javascript:${x}><text>a`,
  (x) => `<math><mi xlink:href=javascript:${x}>a`,
  (x) => `<svg><style><img src=x onerror=${x}>`,
  // Out of an attribute.
  (x) => `" onmouseover=${x} autofocus onfocus=${x} x="`,
  (x) => `' onfocus=${x} autofocus x='`,
  (x) => `" style=background:url(javascript:${x}) x="`,
  (x) => "` onfocus=" + x + " autofocus x=`",
  // As an address, in a template, in JSON.
  (x) => `javascript:${x}`,
  (x) => `JaVaScRiPt&colon;${x}`,
  (x) => `data:text/html,<script>${x}</script>`,
  (x) => `{{constructor.constructor('${x}')()}}`,
  (x) => "${" + x + "}",
  (x) => `";${x};//`,
  (x) => `\\";${x}//`,
  (x) => `\\u003cscript>${x}\\u003c/script>`,
  // Written otherwise, hidden or turned around.
  (x) => `＜script＞${x}＜/script＞`,
  (x) => `<scr\u{ad}ipt>${x}</script>`,
  (x) => `\u{202e}<img src=x onerror=${x}>`,
  (x) => `%3Cscript%3E${x}%3C/script%3E`,
  (x) => `&lt;script&gt;${x}&lt;/script&gt;`,
  // For spreadsheets.
  (x) => `=HYPERLINK("javascript:${x}")`,
  (x) => `@SUM(${x})`,
  (x) => `+${x}`,
  (x) => `-${x}`,
];

export const PAYLOADS: string[] = WRITTEN.map((write, n) => write(`x7(${n + 1})`));

/** All of them in as few values of a field of this length as there can be. */
export function packed(length: number, between = " "): string[] {
  const values: string[] = [];
  for (const payload of PAYLOADS) {
    const last = values.at(-1);
    if (last !== undefined && last.length + between.length + payload.length <= length) values[values.length - 1] = last + between + payload;
    else values.push(payload);
  }
  return values;
}

/** What became of the payloads in the pages of some people. */
export class Hunt {
  private readonly ran: string[] = [];
  private readonly shown = new Map<string, Set<number>>();

  /** Notices everything that runs, is blocked, or opens a dialog. */
  async follow(context: BrowserContext): Promise<void> {
    await context.exposeBinding("x7", ({ page }, n) => void this.ran.push(`payload ${n} ran on ${page.url()}`));
    await context.exposeBinding("x7blocked", ({ page }, what) => void this.ran.push(`${what} was blocked on ${page.url()}`));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        (window as unknown as { x7blocked: (what: string) => void }).x7blocked(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    context.on("dialog", (dialog) => {
      this.ran.push(`a dialog on ${dialog.page()?.url()}: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** Opens pages one after the other; each must have made text of everything. */
  async walk(who: string, page: Page, ...paths: string[]): Promise<void> {
    for (const path of paths) {
      await page.goto(path);
      await this.look(who, page);
    }
  }

  /** Looks at what is open. */
  async look(who: string, page: Page): Promise<void> {
    const { wrong, numbers } = await page.evaluate(inspect);
    expect.soft(wrong, page.url()).toEqual([]);
    const shown = this.shown.get(who) ?? new Set();
    for (const n of numbers) shown.add(n);
    this.shown.set(who, shown);
  }

  /** Nothing ran, and everybody was shown every payload. */
  verdict(...everybody: string[]): void {
    expect(this.ran, "what ran or was blocked").toEqual([]);
    for (const who of everybody) {
      const missed = PAYLOADS.filter((_, n) => !this.shown.get(who)?.has(n + 1));
      expect.soft(missed, `what ${who} never saw`).toEqual([]);
    }
  }
}

/** In the page: elements that no page of ours has, or that hold more than text of a payload; and which payloads are shown. */
function inspect(): { wrong: string[]; numbers: number[] } {
  const alien = ["base[href]", "embed", "frame", "marquee", "math", "meta[http-equiv=refresh]", "object"];
  const leads = ["action", "data", "formaction", "href", "src", "srcdoc", "style", "xlink:href"];
  const wrong = [...document.querySelectorAll("*")].filter((element) => {
    if (element.matches(alien.join())) return true;
    if (element.localName === "style") return /x7\(/.test(element.textContent ?? "");
    if (element.localName === "script") return element.getAttribute("type") !== "application/ld+json" && /x7\(/.test(element.outerHTML);
    return [...element.attributes].some(({ name, value }) => /^on/i.test(name) || (leads.includes(name) && /^\s*(javascript|vbscript|data:text)/i.test(value)));
  });
  const typed = [...document.querySelectorAll("input, textarea")].map((one) => (one as HTMLInputElement).value);
  const text = [document.body.textContent, document.title, ...typed].join("\n");
  for (const one of document.querySelectorAll('script[type="application/ld+json"]')) JSON.parse(one.textContent ?? "");
  return {
    wrong: wrong.map((element) => element.outerHTML.slice(0, 200)),
    numbers: [...text.matchAll(/x7\((\d+)\)/g)].map(([, n]) => Number(n)),
  };
}
