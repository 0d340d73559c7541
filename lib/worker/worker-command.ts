// `omoios worker`
import { defineCommand } from "citty";
import { CAPACITY_MAX } from "@/lib/work/schema";
import { readConfig } from "./config";
import { createReporter } from "./report";
import { Runner } from "./runner";
import { UsageError } from "./usage-error";

/** The options as the help shows them; `readConfig` parses them, strictly and with repetition. */
export const workerCommand = defineCommand({
  meta: {
    name: "worker",
    description: "Turns a command into an agent: runs it once for each task it claims.",
  },
  args: {
    url: { type: "string", description: "Address of the control room; or set OMOI_URL" },
    key: {
      type: "string",
      description:
        "Key of the agent; better set OMOI_KEY: a command line is visible to others on this machine",
    },
    name: { type: "string", description: "Name of the agent; default: the host's name and a short suffix" },
    project: { type: "string", valueHint: "prj_…", description: "Only tasks of this project" },
    capacity: {
      type: "string",
      valueHint: "n",
      description: `Tasks at the same time, 1 to ${CAPACITY_MAX}`,
      default: "1",
    },
    capability: { type: "string", description: "What the agent can do; may be repeated" },
    phase: { type: "string", description: "Phase whose tasks it takes first; may be repeated" },
    model: {
      type: "string",
      description: "Model the agent uses; a profile's own command is started with it",
    },
    label: { type: "string", valueHint: "name=value", description: "Label of the agent; may be repeated" },
    "state-dir": {
      type: "string",
      valueHint: "dir",
      description: "Where results wait until delivered; default: below ~/.omoios, one for each url and key",
    },
    workdir: { type: "string", valueHint: "dir", description: "Where the command runs; default: here" },
    profile: {
      type: "string",
      description: "How to read its output: command, claude-code, codex, gemini or openhands",
      default: "command",
    },
    "workdir-per-task": { type: "boolean", description: "A git worktree and a branch for each attempt" },
    repository: {
      type: "string",
      valueHint: "path|url",
      description: "Of which repository; default: --workdir's",
    },
    base: { type: "string", description: "Branch, tag or commit that work begins at; default: its HEAD" },
    push: { type: "boolean", description: "Push each branch to the repository" },
    "keep-workdirs": {
      type: "string",
      valueHint: "failed|all|none",
      description: "Which worktrees stay for a week",
      default: "failed",
    },
    checks: { type: "boolean", description: "Run the checks named in .omoios.yaml after the agent" },
    gateway: {
      type: "boolean",
      description: "Have the agent's model calls metered by the control room; needs OMOI_TELEMETRY_KEY",
    },
    host: { type: "boolean", description: "Start agents when asked, as omoios host; see its --help" },
    json: { type: "boolean", description: "Events as JSON lines on stdout instead of plain lines on stderr" },
  },
  async run({ rawArgs }) {
    if (process.platform === "win32") {
      throw new UsageError("The runner needs process groups, which Windows does not have; run it in WSL.");
    }
    const config = readConfig(rawArgs, process.env);
    const stream = config.isJson ? process.stdout : process.stderr;
    const report = createReporter({
      json: config.isJson,
      secret: config.key,
      write: (line) => void stream.write(line),
    });
    // The reader of our output may go away; the work does not depend on it.
    for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
    // Hides a --key from the process list.
    process.title = "omoios worker";
    const runner = new Runner(config, report);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => runner.stop());
    await runner.run();
  },
});

/** Shown below the options. */
export const WORKER_NOTES = `THE COMMAND, after --

  omoios worker --url https://omoios.example --capacity 2 -- ./agent.sh
  omoios worker --profile claude-code --workdir-per-task --checks

  It is started once for each task, in a process group of its own that ends with it. The prompt is on its stdin
  and, up to 100 kB, in OMOI_TASK_PROMPT. Further variables: OMOI_TASK_ID, OMOI_TASK_TITLE, OMOI_TASK_TYPE,
  OMOI_TASK_PHASE, OMOI_TICKET_ID, OMOI_PROJECT_ID, OMOI_ATTEMPT_ID, OMOI_ATTEMPT_NUMBER, OMOI_AGENT_ID, OMOI_URL,
  and where a budget covers the task OMOI_BUDGET_USD: what the attempt may cost before that budget is spent.
  OTEL_RESOURCE_ATTRIBUTES names task, attempt and agent. No variable that holds the key is passed on.
  With OMOI_TELEMETRY_KEY, a key of its own with costs:write alone, Claude Code tells of its calls while it works;
  agents can read that one. With --gateway too its calls, and those of programs on the official clients of OpenAI and
  Anthropic, go through the control room, which counts them and keeps the budgets.
  Exit code 0 completes the task. Its result is the JSON object that the command wrote to the file named in
  OMOI_RESULT_FILE, or else the end of its output. Any other exit code fails the attempt.

PROFILES

  A profile knows one agent's output: the log shows text instead of JSON, the result has the agent's closing words
  (summary), its session and turns, and the attempt keeps the tokens by model and the cost. An agent that reports an
  error has failed, whatever its exit code. Without a command after -- the profile starts its agent itself:
  claude-code  claude -p --output-format stream-json --verbose --permission-mode acceptEdits
               with --max-budget-usd where a budget covers the task
  codex        codex exec --json --sandbox workspace-write -
  gemini       gemini --output-format stream-json --approval-mode auto_edit
  openhands    openhands --headless --json --file "$OMOI_PROMPT_FILE"

WORKING DIRECTORIES

  With --workdir-per-task each attempt works on the branch omoios/<task>/<attempt>, named in OMOI_BRANCH. What it
  leaves uncommitted becomes a last commit, and the diff an artifact of the task. --checks runs what .omoios.yaml
  names; a required check that fails makes the attempt fail.

SIGNALS

  SIGTERM, SIGINT or SIGHUP drains, as does the control room when somebody drains the agent there: no more claims,
  running tasks finish. A second signal ends them too and gives them back to the queue; a third does not wait.

EXIT CODES

  0  drained
  1  unexpected failure
  2  wrong usage, or refused by the control room`;
