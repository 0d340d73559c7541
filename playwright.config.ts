import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";

// Set-up for tests notes here which Chromium it found or installed.
const noted = join(import.meta.dirname, "node_modules/.omoios-setup/chromium");
const executablePath = existsSync(noted) ? readFileSync(noted, "utf8").trim() : undefined;

const isRoot = process.getuid?.() === 0;
const args = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Chromium refuses to sandbox itself for root, as which containers often run.
  ...(isRoot ? ["--no-sandbox"] : []),
];

// No webServer: every spec file starts its own server with its own database, see e2e/support.
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/playwright",
  globalSetup: "./e2e/global-setup.ts",
  // One at a time: a journey is a server, a browser and runners, and two of them overload a small machine.
  workers: 1,
  timeout: 60_000,
  // A journey that passes only when tried again is counted and said.
  retries: process.env.CI ? 1 : 0,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
  // Recording every step of every journey takes longer than the journeys: TRACE=1 asks for it.
  use: { trace: process.env.TRACE ? "retain-on-failure" : "off", screenshot: "only-on-failure" },
  projects: [
    {
      name: "chromium",
      use: {
        ...devices["Desktop Chrome"],
        viewport: { width: 1440, height: 900 },
        launchOptions: { executablePath, args },
      },
    },
  ],
});
