import { homedir } from "node:os";
import { join } from "node:path";
import { RecordCost } from "@/lib/costs/schema";
import { UsageError } from "@/lib/worker/usage-error";
import { type Command, flag, type Invocation, type Options, value } from "../command";
import { EXIT } from "../exit-codes";
import type { Place } from "../import/call";
import { findFiles } from "../import/find-files";
import { readTranscripts } from "../import/read-transcripts";
import { showImport, toReport } from "../import/report";
import { sendCalls } from "../import/send-calls";
import { given, parseInput } from "../input";

export const costsImport: Command = {
  words: "costs import",
  summary: "Records what agents' transcripts tell of calls",
  args: ["<path…>"],
  options: {
    project: value("Put down to this project", "prj_…"),
    ticket: value("Put down to this ticket", "tkt_…"),
    task: value("Put down to this task", "task_…"),
    agent: value("Put down to this agent", "agent_…"),
    since: value("Only calls from this day or instant on, in UTC", "2026-11-01"),
    "dry-run": flag("Read and count only; needs neither address nor key"),
  },
  notes:
    "Paths are files, or folders of *.jsonl; default: ~/.claude/projects. Importing again adds nothing.\n" +
    "Exit code 9 when some lines could not be read, or some calls were refused; the others are recorded.",
  async run(invocation) {
    const { args, options, out, signal } = invocation;
    const place = readPlace(options);
    const since = readSince(options.text("since"));
    const isDry = options.flag("dry-run");
    // Asked for before anything is read, so that what is missing is said at once.
    const call = isDry ? null : invocation.call;
    const files = findFiles(args.length > 0 ? args : [defaultPath(invocation)]);
    const read = await readTranscripts(
      files,
      (done, lines) => out.progress(`Reading: ${done} of ${files.length} files, ${lines} lines`),
      signal,
    );
    const calls = read.calls.since(since);
    const onSent = (count: number) => out.progress(`Recording: ${count} of ${calls.length} calls`);
    const sent = call ? await sendCalls(call, calls, place, onSent, signal) : null;
    out.progress(null);
    const report = toReport(files.length, read, calls, sent);
    if (out.isJson) out.json(report);
    else showImport(out, report);
    return report.troubles.length + report.refused.length > 0 ? EXIT.incomplete : EXIT.ok;
  },
};

function readPlace(options: Options): Place {
  const Place = RecordCost.pick({ projectId: true, ticketId: true, taskId: true, agentId: true });
  const input = given({
    projectId: options.text("project"),
    ticketId: options.text("ticket"),
    taskId: options.text("task"),
    agentId: options.text("agent"),
  });
  const names = { projectId: "project", ticketId: "ticket", taskId: "task", agentId: "agent" };
  return given(parseInput(Place, input, names));
}

function readSince(text: string | undefined): number {
  if (text === undefined) return Number.NEGATIVE_INFINITY;
  const at = /^\d{4}-\d\d-\d\d(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new UsageError(
    "--since must be a day or an instant, for example 2026-11-01 or 2026-11-01T12:00:00Z.",
  );
}

/** Where Claude Code keeps them. */
function defaultPath({ env }: Invocation): string {
  return join(env.CLAUDE_CONFIG_DIR || join(env.HOME || homedir(), ".claude"), "projects");
}
