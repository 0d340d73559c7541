// Runs every check, whatever failed before it, and ends with one line that counts them all.
//   npm test                          all of them
//   npm test -- --only types,unit     some of them
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { checks } from "./test/checks.mjs";

function chooseChecks() {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  if (!values.only) return checks;
  const names = values.only.split(",");
  const unknown = names.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) {
    console.error(
      `No check is named ${unknown.join(", ")}. There are: ${checks.map((check) => check.name).join(", ")}.`,
    );
    process.exit(2);
  }
  return checks.filter((check) => names.includes(check.name));
}

function summarise({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

async function runCheck(check) {
  console.log(`\n── ${check.title} (${check.name}) ──`);
  const started = performance.now();
  const counts = await check.run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const line = `${check.title}: ${summarise(counts)} in ${seconds} s`;
  console.log([...counts.notes, line].join("\n"));
  return { ...counts, line };
}

const results = [];
for (const check of chooseChecks()) results.push(await runCheck(check));

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const total = { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
// Named again at the end, where whoever reads only that finds them.
const lines = results.flatMap((result) => [...result.notes, result.line]);
console.log(`\n── All ──\n${lines.join("\n")}\n`);
console.log(summarise(total));
process.exitCode = total.failed > 0 ? 1 : 0;
