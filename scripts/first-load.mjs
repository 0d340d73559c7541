// Fails when a page makes the browser load too much JavaScript before it works.
//
// The build lists every route's first-load files; gzipped, they came within 2 % of what Chromium transferred.
// A kB is 1,024 bytes here, as in the measurements behind the budgets.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "./setup/tools.mjs";

const routeBudgetKb = 230;
const sharedBudgetKb = 150;
const statsFile = join(root, ".next/diagnostics/route-bundle-stats.json");

const sizes = new Map();
function gzipBytes(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(root, file))).length);
  return sizes.get(file);
}

const sizeKb = (files) => files.reduce((sum, file) => sum + gzipBytes(file), 0) / 1024;

function report(name, kb, budgetKb) {
  const isOver = kb > budgetKb;
  console.log(
    `${kb.toFixed(1).padStart(7)} kB  ${name}${isOver ? `  — over its budget of ${budgetKb} kB` : ""}`,
  );
  return isOver;
}

if (!existsSync(statsFile)) {
  console.error("There is no build to measure: run npm run build first.");
  process.exit(1);
}
const routes = JSON.parse(readFileSync(statsFile, "utf8"));
if (routes.length === 0) {
  console.error(
    `${statsFile} lists no route: the build is not complete, or Next no longer reports sizes there.`,
  );
  process.exit(1);
}
const shared = routes
  .map((route) => route.firstLoadChunkPaths)
  .reduce((common, files) => common.filter((file) => files.includes(file)));
const overs = [
  report("shared by all routes", sizeKb(shared), sharedBudgetKb),
  ...routes.map(({ route, firstLoadChunkPaths }) =>
    report(route, sizeKb(firstLoadChunkPaths), routeBudgetKb),
  ),
];
process.exit(overs.includes(true) ? 1 : 0);
