// How the omoios command becomes one file, for the build and for the tests that run it.

// A CommonJS dependency may ask for a built-in module, and an ES module has no `require` to offer.
const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** @type {import("esbuild").BuildOptions & { entryPoints: string[] }} */
export const cliBundle = {
  entryPoints: ["lib/worker/cli.ts"],
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // The driver of PostgreSQL would take a compiled one where it is installed, which this one file does not carry.
  alias: { "pg-native": "node:util" },
  legalComments: "none",
  banner: { js: `#!/usr/bin/env node\n${banner}` },
};
