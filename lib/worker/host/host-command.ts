// `omoios host`, also `omoios worker --host`.
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { createReporter } from "../report";
import { UsageError } from "../usage-error";
import { readHostConfig } from "./config";
import { Host } from "./host";

/** The options as the help shows them; `readHostConfig` parses them, strictly. */
export const hostCommand = defineCommand({
  meta: { name: "host", description: "Starts agents on this machine when asked, and retires them." },
  args: {
    url: { type: "string", description: "Address of the control room; or set OMOI_URL" },
    key: {
      type: "string",
      description: "Key of the host and its agents; better set OMOI_KEY: others here see a command line",
    },
    config: {
      type: "string",
      valueHint: "file",
      description: "What it can start",
      default: "omoios-host.yaml",
    },
    name: { type: "string", description: "Name of the host; default: the machine's name and a short suffix" },
    project: {
      type: "string",
      valueHint: "prj_…",
      description: "Its agents take only tasks of this project",
    },
    "max-agents": { type: "string", valueHint: "n", description: "Agents at the same time; default: 1" },
    "state-dir": {
      type: "string",
      valueHint: "dir",
      description: "What it keeps of its agents; default: below ~/.omoios, one for each url and key",
    },
    json: { type: "boolean", description: "Events as JSON lines on stdout instead of plain lines on stderr" },
  },
  async run({ rawArgs }) {
    if (process.platform === "win32") {
      throw new UsageError("A host needs process groups, which Windows does not have; run it in WSL.");
    }
    const program = resolve(process.argv[1] ?? "");
    const omoios = [process.execPath, ...process.execArgv, program] as [string, ...string[]];
    const config = readHostConfig(rawArgs, process.env, omoios);
    const stream = config.isJson ? process.stdout : process.stderr;
    const report = createReporter({
      json: config.isJson,
      secret: config.key,
      write: (line) => void stream.write(line),
    });
    for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
    // Hides a --key from the process list.
    process.title = "omoios host";
    const host = new Host(config, report);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => host.stop());
    await host.run();
  },
});

/** Shown below the options. */
export const HOST_NOTES = `THE FILE, omoios-host.yaml

  maxAgents: 3
  templates:
    - name: coder
      profile: claude-code
      capabilities: [typescript]
      workdir: ../shop           # relative to the file; its repository is worked on
      workdirPerTask: true
      checks: true
    - name: reviewer
      command: [./review.sh]     # instead of a profile's own
      capacity: 2
      env: { DEPTH: "2" }

  Further keys: name and project of the host; model, phases, labels of a template; and instead of true for
  workdirPerTask its options repository, base, push and keep. All mean what the options of omoios worker mean.
  Each agent is a runner process of its own, which the key reaches by OMOI_KEY. One that crashes is started again,
  at most five times in a row.

SIGNALS

  SIGTERM, SIGINT or SIGHUP drains all agents and ends with the last. A second signal ends their tasks too; a third
  leaves what still runs. When the host is killed its agents go on, and the next start with the same state directory
  takes them up.

EXIT CODES

  0  drained
  1  unexpected failure
  2  wrong usage, or refused by the control room`;
