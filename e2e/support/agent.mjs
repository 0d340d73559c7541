// A scripted coding agent: reads its prompt on stdin and really edits, tests and commits in a clone of the
// repository it is started in. Each line of the prompt is one step:
//   replace FILE | OLD | NEW      edit a file
//   test                          run the package's tests; the agent fails when they do
//   say TEXT                      print a line
//   wait SECONDS                  work for so long, saying so every 200 ms
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = process.cwd();
const clone = mkdtempSync(join(tmpdir(), "omoios-agent-"));
const branch = `task/${process.env.OMOI_TASK_ID}-${process.env.OMOI_ATTEMPT_NUMBER}`;
const git = (...args) =>
  execFileSync("git", ["-c", "user.name=Agent", "-c", "user.email=agent@example.com", ...args], {
    cwd: clone,
  });

const steps = {
  replace(rest) {
    const [file, before, after] = rest.split(" | ");
    const path = join(clone, file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(before)) throw new Error(`${file} does not contain ${before}`);
    writeFileSync(path, text.replace(before, after));
    console.log(`edited ${file}`);
  },
  test() {
    // A test runner started by another says nothing readable to its parent, unless it does not know.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { status } = spawnSync("node", ["--test"], {
      cwd: clone,
      env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) throw new Error("the tests failed");
  },
  say: (text) => console.log(text),
  async wait(seconds) {
    for (let tick = 0; tick < Number(seconds) * 5; tick += 1) {
      console.log(`working ${tick}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  },
};

const prompt = readFileSync(0, "utf8");
execFileSync("git", ["clone", "--quiet", repository, clone]);
git("checkout", "--quiet", "-b", branch);
try {
  for (const line of prompt.split("\n").filter(Boolean)) {
    const [verb, ...rest] = line.split(" ");
    await steps[verb](rest.join(" "));
  }
  if (git("status", "--porcelain").length > 0) {
    git("commit", "--quiet", "--all", "-m", `Task ${process.env.OMOI_TASK_ID}`);
    git("push", "--quiet", "origin", branch);
    console.log(`pushed ${branch}`);
  }
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  rmSync(clone, { recursive: true, force: true });
}
