import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A small TypeScript package with real tests, one of which fails until `add` is mended. */
const FILES: Record<string, string> = {
  "package.json": '{ "name": "sums", "type": "module", "scripts": { "test": "node --test" } }\n',
  "src/add.ts": "export function add(a: number, b: number): number {\n  return a - b;\n}\n",
  "src/greet.ts": 'export function greet(name: string): string {\n  return "Hello, " + name + ".";\n}\n',
  "test/add.test.ts": [
    'import assert from "node:assert/strict";',
    'import test from "node:test";',
    'import { add } from "../src/add.ts";',
    "",
    'test("adds two numbers", () => assert.equal(add(2, 3), 5));',
    "",
  ].join("\n"),
  "test/greet.test.ts": [
    'import assert from "node:assert/strict";',
    'import test from "node:test";',
    'import { greet } from "../src/greet.ts";',
    "",
    'test("greets by name", () => assert.equal(greet("Ada"), "Hello, Ada."));',
    "",
  ].join("\n"),
};

export interface Repository {
  path: string;
  git: (...args: string[]) => string;
  remove: () => void;
}

export function makeRepository(): Repository {
  const path = mkdtempSync(join(tmpdir(), "omoios-repository-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
      cwd: path,
      encoding: "utf8",
    });
  git("init", "--quiet", "--initial-branch=main");
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  git("add", ".");
  git("commit", "--quiet", "-m", "A package with a failing test");
  return { path, git, remove: () => rmSync(path, { recursive: true, force: true }) };
}
