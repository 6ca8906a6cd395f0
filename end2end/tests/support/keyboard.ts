// A person who has a keyboard and nothing else: Tab, Enter, Space, arrows and letters.

import { type Page, expect } from "./fixtures";

/** What has the focus, as a person knows it. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    if (!element || element === document.body) return "";
    return element.getAttribute("aria-label") ?? (element.labels?.[0]?.textContent || element.textContent || "").trim();
  });
}

/** Presses Tab until this has the focus; the focus must show on the way. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return true;
      const around = [element, element.parentElement, element.parentElement?.parentElement].filter((one) => one instanceof Element);
      return around.some((one) => {
        const style = getComputedStyle(one as Element);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
      });
    });
    const here = await focused(page);
    expect(seen, `the focus on “${here}” cannot be seen`).toBe(true);
    if (name.test(here)) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

/** Goes to a field, unless the focus is there already, and types. */
export async function typeInto(page: Page, name: RegExp, text: string): Promise<void> {
  if (!name.test(await focused(page))) await tabTo(page, name);
  await page.keyboard.type(text);
}

/** Goes to a link or a button and presses it. */
export async function press(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

/** Goes to a box and ticks it. */
export async function tick(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Space");
}

/** Goes to some choices, of which one can be had, and on to the one that is wanted. */
export async function choose(page: Page, choices: RegExp, wanted: RegExp): Promise<void> {
  await tabTo(page, choices);
  for (let presses = 0; presses < 10; presses++) {
    if (wanted.test(await focused(page))) {
      if (!(await page.evaluate(() => (document.activeElement as HTMLInputElement).checked))) await page.keyboard.press("Space");
      return;
    }
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`the arrows do not reach ${wanted}`);
}
