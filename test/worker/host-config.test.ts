import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "@/lib/worker/config";
import { readHostConfig } from "@/lib/worker/host/config";
import { toWorkerArgs } from "@/lib/worker/host/worker-args";
import { UsageError } from "@/lib/worker/usage-error";
import { bundledCli, startCli, temporaryDir } from "./support/running";

const KEY = "omoi_0123456789abcdef";
const ENV = { NODE_ENV: "test", OMOI_URL: "http://127.0.0.1:9", OMOI_KEY: KEY } as const;
const GOOD = "templates:\n  - name: coder\n    profile: claude-code\n";

function read(text: string, options: string[] = [], dir = temporaryDir()) {
  const path = join(dir, "omoios-host.yaml");
  writeFileSync(path, text);
  return readHostConfig(["--config", path, ...options], ENV, ["omoios"]);
}

function refusal(text: string, options: string[] = []): string {
  try {
    read(text, options);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

describe("the host's file", () => {
  test.each([
    ["templates:\n  - name: a\n    profil: codex\n", "line 3: templates[0].profil: There is no such key"],
    ["templates:\n  - name: a\n    profile: gpt\n", "line 3: templates[0].profile: Must be one of command,"],
    ["templates:\n  - name: a\n    command: claude -p\n", "line 3: templates[0].command: Must be a list:"],
    ["templates:\n  - profile: codex\n", "line 2: templates[0].name: Must be a text"],
    ["templates:\n  - name: a b\n", "line 2: templates[0].name: Must have only letters"],
    ["maxAgents: 0\n", "line 1: maxAgents: Must be at least 1"],
    [
      `${GOOD}    env: { OMOI_KEY: x }\n`,
      "line 4: templates[0].env.OMOI_KEY: OMOI_ variables are the runner's",
    ],
    [`${GOOD}    workdirPerTask: { keep: some }\n`, "line 4: templates[0].workdirPerTask"],
    [`${GOOD}  - name: coder\n    profile: codex\n`, "templates: Two templates have the same name"],
    ["templates: [\n", "line 2: "],
    ["", "templates: Must be a list of templates"],
  ])("%j is refused with its place", (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  test("is refused with the name of the template that no runner would start with", () => {
    expect(refusal("templates:\n  - name: bare\n")).toMatch(/template "bare": Name the command/);
    const gone = refusal(`${GOOD}    workdir: nowhere\n`);
    expect(gone).toMatch(/template "coder": The working directory ".*\/nowhere" does not exist\./);
    const noRepository = refusal(`${GOOD}    workdirPerTask: true\n`);
    expect(noRepository).toMatch(/template "coder": .* is in no git repository/);
  });

  test("that is not there is named, with the option that names another", () => {
    expect(() => readHostConfig(["--config", "/nowhere.yaml"], ENV, ["omoios"])).toThrow(
      /ENOENT.*\/nowhere\.yaml.*Name it with --config\./,
    );
  });

  test("gives name, project and limit, which options outrank", () => {
    const text = `name: box\nmaxAgents: 3\n${GOOD}`;
    expect(read(text)).toMatchObject({ name: "box", agentsMax: 3 });
    expect(read(text, ["--name", "other", "--max-agents", "5"])).toMatchObject({
      name: "other",
      agentsMax: 5,
    });
    expect(read(GOOD).agentsMax).toBe(1);
    expect(refusal(GOOD, ["--max-agents", "many"])).toMatch(/^--max-agents: /);
    expect(refusal(GOOD, ["--project", "shop"])).toMatch(/^--project: /);
  });
});

test("a template means the same as the options of omoios worker, its paths from where the file is", () => {
  const dir = temporaryDir();
  mkdirSync(join(dir, "shop/.git"), { recursive: true });
  const [template] = read(
    `templates:
  - name: coder
    command: [agent, --fast, "-- not an option"]
    model: "-m"
    capabilities: [typescript, react]
    phases: [TESTING]
    capacity: 3
    labels: { team: web }
    workdir: shop
    workdirPerTask: { repository: shop, base: main, push: true, keep: all }
    checks: true
`,
    [],
    dir,
  ).templates;
  if (!template) throw new Error("There is no template.");
  const place = { url: ENV.OMOI_URL, projectId: undefined, name: "box-coder", stateDir: "/s", baseDir: dir };
  const args = toWorkerArgs(template, place);
  expect(args.join(" ")).not.toContain(KEY);
  expect(readConfig(args.slice(1), ENV)).toMatchObject({
    ...{ name: "box-coder", model: "-m", capabilities: ["typescript", "react"], phaseAffinity: ["TESTING"] },
    ...{ capacity: 3, labels: { team: "web" }, workdir: join(dir, "shop"), stateDir: "/s", hasChecks: true },
    worktrees: { repository: join(dir, "shop"), base: "main", push: true, keep: "all" },
    command: ["agent", "--fast", "-- not an option"],
  });
});

test("omoios host --help shows its options and the file, and a mistake ends with exit code 2", async () => {
  await bundledCli();
  const help = await startCli(["host", "--help"]);
  expect(await help.ended).toBe(0);
  expect(help.stdout()).toMatch(/--max-agents[\s\S]*omoios-host\.yaml[\s\S]*SIGNALS/);
  const wrong = await startCli(["worker", "--host", "--config", "/nowhere.yaml"]);
  expect(await wrong.ended).toBe(2);
  expect(wrong.stderr()).toMatch(/^The host's file cannot be read/);
});
