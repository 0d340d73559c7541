// What a runner's own report says: how many tests passed, failed and were skipped.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../setup/tools.mjs";

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

/** Why, in one line; colours of a terminal would hide the words in a file. */
function firstLine(message = "") {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a colour begins with
  return message.replace(/\u001b\[[0-9;]*m/g, "").split("\n")[0];
}

/** A line for each test that failed, and for each that passed only when tried again. */
function namesOf(tests) {
  const name = (test) => `${relative(root, test.file)} › ${test.name}: ${firstLine(test.message)}`;
  return [
    ...tests.filter((test) => test.failed).map((test) => `Failed: ${name(test)}`),
    ...tests.filter((test) => !test.failed).map((test) => `Passed only when tried again: ${name(test)}`),
  ];
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
  const counted = settle(
    status,
    counts,
    broken.map((result) => `${relative(root, result.name)} could not run: ${firstLine(result.message)}`),
  );
  const told = report.testResults.flatMap((result) =>
    result.assertionResults
      .filter((test) => test.failureMessages?.length > 0)
      .map((test) => ({
        ...{ file: result.name, name: test.fullName, message: test.failureMessages[0] },
        failed: test.status === "failed",
      })),
  );
  counted.notes.push(...namesOf(told));
  return counted;
}

/** The journeys of a suite and of those within it. */
function journeysOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(journeysOf)];
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
  const told = (report.suites ?? []).flatMap(journeysOf).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === "unexpected" || test.status === "flaky")
      .map((test) => ({
        ...{ file: join(report.config.rootDir, spec.file), name: spec.title },
        message: test.results.find((result) => result.error)?.error.message,
        failed: test.status === "unexpected",
      })),
  );
  counted.notes.push(...namesOf(told));
  return counted;
}
