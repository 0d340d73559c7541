#!/usr/bin/env node
import { existsSync } from "node:fs";

const bundle = new URL("../dist/omoios.mjs", import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  console.error("The omoios command has not been built yet; run `npm run build` first.");
  process.exitCode = 1;
}
