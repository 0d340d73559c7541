// What a runner's own report says: how many tests passed, failed and were skipped.
import { readFileSync } from "node:fs";

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Adds a failure where the report hides one: no test at all, or an exit status that no failed test explains. */
function settle(status, counts, errors) {
  const { passed, failed, skipped } = counts;
  if (errors.length > 0) return { ...counts, failed: failed + errors.length, notes: errors };
  if (passed + failed === 0) return { passed, failed: 1, skipped, notes: ["No test ran."] };
  if (status !== 0 && failed === 0)
    return { passed, failed: 1, skipped, notes: [`It ended with status ${status}.`] };
  return { ...counts, notes: [] };
}

const missing = { passed: 0, failed: 1, skipped: 0, notes: ["It left no report."] };

export function countStatic(status) {
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0, notes: [] };
}

export function countVitest(status, file) {
  const report = read(file);
  if (!report) return missing;
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  // A file that cannot be loaded, or whose hooks fail, has no failed test of its own.
  const broken = report.testResults.filter(
    (result) =>
      result.status === "failed" && !result.assertionResults.some((test) => test.status === "failed"),
  );
  return settle(
    status,
    counts,
    broken.map((result) => `${result.name} could not run.`),
  );
}

export function countPlaywright(status, file) {
  const report = read(file);
  if (!report) return missing;
  const { expected, unexpected, flaky, skipped } = report.stats;
  const counted = settle(
    status,
    { passed: expected + flaky, failed: unexpected, skipped },
    report.errors.map((e) => e.message),
  );
  if (flaky > 0) counted.notes.push(`${flaky} passed only when tried again.`);
  return counted;
}
