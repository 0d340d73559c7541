// --checks: what the repository says about its checks is run after the agent, and outweighs its word.
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Task } from "@/lib/work/schema";
import { parseChecks } from "@/lib/worker/checks/file";
import { findFiles, readWithin } from "@/lib/worker/checks/find-reports";
import { makeRepository } from "./support/repositories";
import {
  eventually,
  isRunning,
  pidsIn,
  startControlRoom,
  startRunner,
  temporaryDir,
} from "./support/running";

async function runChecked(yaml: string, script = "echo worked", own: Partial<Task> = {}) {
  const room = await startControlRoom();
  const workdir = temporaryDir();
  writeFileSync(join(workdir, ".omoios.yaml"), yaml);
  startRunner(room, script, { workdir, hasChecks: true });
  const task = room.addTask(own);
  const held = await eventually(
    () => room.held.size > 0 && room.attemptOf(task).closedBy !== null && room.attemptOf(task),
    15_000,
  );
  return { room, held, task, workdir };
}

describe("checks after the agent", () => {
  test("exit codes and times are in the result, reports are kept, output is in the log", async () => {
    const { held } = await runChecked(`
checks:
  - name: tests
    run: mkdir -p out/deep; echo '<testsuites/>' > out/deep/junit.xml; echo "in $OMOI_CHECK"
    reports:
      - { path: "out/**/*.xml", type: junit }
      - { path: nowhere.xml, type: cobertura }
  - name: lint
    run: echo '{}' > lint.sarif; exit 4
    required: false
    reports: [{ path: lint.sarif, type: sarif }]
`);
    expect(held.result?.result).toMatchObject({
      output: "worked\n",
      checks: [
        {
          name: "tests",
          ok: true,
          exitCode: 0,
          reports: [{ name: "tests/out/deep/junit.xml", type: "junit" }],
        },
        { name: "lint", ok: false, exitCode: 4, required: false, reports: [{ name: "lint/lint.sarif" }] },
      ],
    });
    expect(held.artifacts.map(({ type, name, mediaType }) => `${type} ${name} ${mediaType}`)).toEqual([
      "test_results tests/out/deep/junit.xml application/xml",
      "report lint/lint.sarif application/sarif+json",
      "report checks.json application/json",
    ]);
    const log = held.log.toString();
    expect(log).toMatch(/^worked\n\[check\] tests: mkdir/);
    expect(log).toContain("in tests\n[check] tests: ok, ");
    expect(log).toContain("[check] tests: no report at nowhere.xml\n");
    expect(log).toContain("[check] lint: failed with exit code 4, ");
  });

  test("a required check that fails makes the attempt fail with its last lines, and the others still run", async () => {
    const { held } = await runChecked(`
checks:
  - { name: tests, run: "echo 2 of 9 failed; exit 1" }
  - { name: lint, run: "true" }
`);
    expect(held.failure).toMatchObject({
      retry: true,
      error: { kind: "reported", message: 'The check "tests" failed with exit code 1.\n2 of 9 failed' },
    });
    const report = held.artifacts.find(({ name }) => name === "checks.json")?.content.toString() ?? "";
    expect(JSON.parse(report)).toMatchObject({ checks: [{ ok: false }, { name: "lint", ok: true }] });
  });

  test("onFailure: report leaves the attempt completed", async () => {
    const { held } = await runChecked('onFailure: report\nchecks: [{ name: tests, run: "exit 1" }]');
    expect(held.result?.result).toMatchObject({ checks: [{ name: "tests", ok: false, exitCode: 1 }] });
  });

  test("a check that outlasts its timeout is ended with all its processes", async () => {
    const { held, workdir } = await runChecked(
      "checks: [{ name: slow, timeout: 0.3s, run: \"sh -c 'echo $$ >> pid; sleep 30'\" }]",
    );
    expect(held.failure?.error.message).toContain('The check "slow" did not end within 0.3 s.');
    expect(pidsIn(join(workdir, "pid"), 1)?.filter(isRunning)).toEqual([]);
  });

  test("a cancel ends the check that runs, and no further one begins", async () => {
    const room = await startControlRoom();
    const workdir = temporaryDir();
    const yaml = 'checks: [{ name: a, run: "echo $$ >> pid; sleep 30" }, { name: b, run: "echo b > b" }]';
    writeFileSync(join(workdir, ".omoios.yaml"), yaml);
    startRunner(room, "true", { workdir, hasChecks: true });
    const task = room.addTask();
    const [pid = 0] = await eventually(() => pidsIn(join(workdir, "pid"), 1));
    room.cancel(task, 3_000);
    await eventually(() => room.attemptOf(task).closedBy === "stopped");
    expect(isRunning(pid)).toBe(false);
    expect(await findFiles(workdir, "b")).toEqual([]);
  });

  test("an agent that failed is not checked, and a repository without the file has no checks", async () => {
    const { held } = await runChecked('checks: [{ name: tests, run: "echo checked" }]', "exit 5");
    expect(held.failure?.error.exitCode).toBe(5);
    expect(held.log.toString()).not.toContain("checked");
    const empty = await runChecked("", "echo fine");
    expect(empty.held.result?.result).toEqual({ exitCode: 0, output: "fine\n", checks: [] });
  });

  test("an agent that rewrites the file does not weaken its own checks", async () => {
    const { held } = await runChecked(
      'checks: [{ name: tests, run: "exit 1" }]',
      "echo 'checks: []' > .omoios.yaml",
    );
    expect(held.failure?.error.message).toContain('The check "tests" failed');
  });

  test("with a directory for each task the checks see the agent's work, and what they write is not committed", async () => {
    const yaml = 'checks: [{ name: tests, run: "grep two a.txt && echo x > coverage.out" }]';
    const repository = makeRepository({ "a.txt": "one\n", ".omoios.yaml": yaml });
    const room = await startControlRoom();
    const worktrees = { repository: repository.path, base: null, push: false, keep: "failed" } as const;
    startRunner(room, "echo two > a.txt", { worktrees, hasChecks: true });
    const task = room.addTask();
    const held = await eventually(
      () => room.held.size > 0 && room.attemptOf(task).closedBy !== null && room.attemptOf(task),
      15_000,
    );
    expect(held.result?.result).toMatchObject({ checks: [{ ok: true }], work: { commits: 1 } });
    expect(held.artifacts.find(({ type }) => type === "diff")?.content.toString()).not.toContain(
      "coverage.out",
    );
  });
});

describe(".omoios.yaml", () => {
  test.each([
    ["checks:\n  - name: a\n    run: [x\n", /^\.omoios\.yaml cannot be used: line \d+: /],
    ["checks:\n  - name: a\n    run: ''\n", "line 3: checks[0].run: Must not be empty."],
    ["checks:\n  - name: a\n", "line 2: checks[0].run: Must be a text."],
    ["checks:\n  - name: a\n    run: x\n    timout: 3\n", "line 4: checks[0].timout: There is no such key."],
    [
      "checks:\n  - name: a\n    run: x\n    timeout: soon\n",
      "line 4: checks[0].timeout: Must be between 1s",
    ],
    ["onFailure: explode\n", "line 1: onFailure: Must be fail or report."],
    [
      "checks:\n - {name: a, run: x}\n - {name: a, run: y}\n",
      "line 2: checks: Two checks have the same name.",
    ],
    [
      "checks:\n  - name: a\n    run: x\n    reports:\n      - path: ../../etc/passwd\n        type: text\n",
      "line 5: checks[0].reports[0].path: Must lead to files below the repository",
    ],
    ["- a\n- b\n", "the file: "],
  ])("%j is refused with line and key", (text, message) => {
    expect(() => parseChecks(text)).toThrow(message);
  });

  test("times are seconds or have a unit, and the rest has sensible defaults", () => {
    const { checks, onFailure } = parseChecks(
      "checks: [{name: a, run: x}, {name: b, run: x, timeout: 90}, {name: c, run: x, timeout: 2m}]",
    );
    expect(onFailure).toBe("fail");
    expect(checks.map(({ timeout }) => timeout)).toEqual([600_000, 90_000, 120_000]);
    expect(checks[0]).toMatchObject({ required: true, reports: [] });
  });

  test("one that cannot be used fails the attempt before the agent costs anything", async () => {
    const { held } = await runChecked("checks: [{ name: a }]", "echo ran");
    expect(held.failure).toMatchObject({ retry: false, error: { kind: "spawn" } });
    expect(held.failure?.error.message).toBe(
      ".omoios.yaml cannot be used: line 1: checks[0].run: Must be a text.",
    );
    expect(held.log.toString()).not.toContain("ran");
  });
});

describe("reports", () => {
  test("patterns stay within directories unless they have two stars, and skip what is installed", async () => {
    const { path } = makeRepository({
      "a.xml": "",
      "r/b.xml": "",
      "r/deep/c.xml": "",
      "r/c.txt": "",
      "node_modules/x/d.xml": "",
    });
    expect(await findFiles(path, "*.xml")).toEqual(["a.xml"]);
    expect(await findFiles(path, "**/*.xml")).toEqual(["a.xml", "r/b.xml", "r/deep/c.xml"]);
    expect(await findFiles(path, "./r/?.xml")).toEqual(["r/b.xml"]);
    expect(await findFiles(path, "r/b.xml")).toEqual(["r/b.xml"]);
    expect(await findFiles(path, "none/*.xml")).toEqual([]);
  });

  test("a link out of the repository is not followed, and a large file is not read", async () => {
    const outside = temporaryDir();
    writeFileSync(join(outside, "secret"), "s");
    const { path } = makeRepository({ "a.xml": "12345" });
    symlinkSync(join(outside, "secret"), join(path, "link.xml"));
    expect(await readWithin(path, "link.xml", 100)).toEqual({ problem: "it leads out of the repository" });
    expect(await readWithin(path, "a.xml", 4)).toEqual({ problem: "its 5 bytes are over the limit of 4" });
    expect(await readWithin(path, "a.xml", 5)).toEqual({ content: Buffer.from("12345") });
  });
});
