import { defineConfig } from "@playwright/test";

// The server under test: `cargo xtask e2e` starts one with demo data and says where it is.
const baseURL = process.env.BASE_URL ?? "http://127.0.0.1:3000";

const desktop = { viewport: { width: 1440, height: 940 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  // A journey that passes at the second try is broken.
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [["list"]],
  timeout: 60_000,
  expect: { timeout: 8_000 },
  globalSetup: "./tests/support/setup.ts",
  use: {
    baseURL,
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/London",
    // Nothing is measured or compared in the middle of a movement.
    reducedMotion: "reduce",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    video: "off",
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
    },
  },
  projects: [
    { name: "desktop", use: desktop, testIgnore: /no-script/ },
    { name: "phone", use: phone, testMatch: /(hire|work)\.spec/ },
    { name: "no-script", use: { ...desktop, javaScriptEnabled: false }, testMatch: /no-script\.spec/ },
  ],
});
