import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

const hasPostgres = Boolean(process.env.TEST_DATABASE_URL);
if (!hasPostgres) {
  process.stderr.write(
    "test/postgres is skipped: it needs a PostgreSQL with pgvector, named by TEST_DATABASE_URL.\n",
  );
}

const globalSetup = "test/support/global-setup.ts";

export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    environment: "node",
    pool: "forks",
    // Each worker migrates and keeps an embedded database of several hundred megabytes.
    maxWorkers: 2,
    // Long, because they end what hangs and prove nothing: what is slow on a busy machine is no fault.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // A test that passes only when tried again is counted and named, as a journey is.
    retry: process.env.CI ? 1 : 0,
    setupFiles: ["test/support/setup.ts"],
    globalSetup: existsSync(globalSetup) ? [globalSetup] : [],
    reporters: ["default", ["json", { outputFile: "test-results/vitest.json" }]],
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/**/*.test.{ts,tsx}"], exclude: ["test/postgres/**"] },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          include: ["test/postgres/**/*.test.ts"],
          runner: hasPostgres ? undefined : "test/support/skipping-runner.ts",
        },
      },
    ],
  },
});
