// Runs the checks one after the other, each in a process group of its own.
import { describeSpawnFailure, type RunningCommand, startCommand } from "../executor";
import { Tail } from "../tail";
import type { Timings } from "../timings";
import type { Upload } from "../upload";
import { lastLines } from "../utf8";
import { findFiles, readWithin } from "./find-reports";
import type { Check, ChecksFile, ReportType } from "./schema";

/** What becomes of one check in the attempt's result. */
interface CheckResult {
  name: string;
  ok: boolean;
  required: boolean;
  /** Null when it was ended by a signal or could not be started. */
  exitCode: number | null;
  durationMs: number;
  isTimedOut: boolean;
  reports: { name: string; type: ReportType }[];
}

export interface ChecksContext {
  cwd: string;
  env: NodeJS.ProcessEnv;
  timings: Timings;
  /** What is left of the task's own time. */
  remainingMs(): number;
  signal: AbortSignal;
  onStart(command: RunningCommand): void;
  write(bytes: Buffer): void;
  reportBytesMax: number;
}

export interface ChecksDone {
  results: CheckResult[];
  uploads: Upload[];
  isGone: boolean;
  /** Why the attempt has failed; null when it has not. */
  failure: string | null;
}

const TAIL_BYTES_MAX = 2_000;
/** Of one attempt, together; an attempt may have 100 artifacts. */
const UPLOADS_MAX = 80;
const UPLOAD_BYTES_MAX = 50_000_000;

export async function runChecks(file: ChecksFile, context: ChecksContext): Promise<ChecksDone> {
  const done: ChecksDone = { results: [], uploads: [], isGone: true, failure: null };
  for (const check of file.checks) {
    if (context.signal.aborted) break;
    await runOne(check, file, context, done);
  }
  const isShown = done.results.length > 0;
  if (isShown) done.uploads.push(toUpload(done.results));
  return done;
}

async function runOne(
  check: Check,
  file: ChecksFile,
  context: ChecksContext,
  done: ChecksDone,
): Promise<void> {
  const say = (text: string) => context.write(Buffer.from(`[check] ${check.name}: ${text}\n`));
  const tail = new Tail(TAIL_BYTES_MAX);
  const timeoutMs = Math.max(0, Math.min(check.timeout, context.remainingMs()));
  say(check.run);
  const startedAt = performance.now();
  const command = startCommand({
    command: ["sh", "-c", check.run],
    cwd: context.cwd,
    env: { ...context.env, OMOI_CHECK: check.name },
    stdin: "",
    timeoutMs,
    timings: context.timings,
    onOutput(_, bytes) {
      tail.push(bytes.toString());
      context.write(bytes);
    },
  });
  context.onStart(command);
  const end = await command.ended;
  const durationMs = Math.round(performance.now() - startedAt);
  const exitCode = end.kind === "exit" ? end.code : null;
  const isTimedOut = end.kind === "exit" && end.isTimedOut;
  const ok = exitCode === 0 && !isTimedOut;
  if (end.kind === "exit" && !end.isGroupGone) done.isGone = false;
  const how = ok ? "ok" : describeEnd();
  say(`${how}, ${(durationMs / 1000).toFixed(1)} s`);
  const reports = await collectReports(check, context, say, done.uploads);
  const { name, required } = check;
  done.results.push({ name, ok, required, exitCode, durationMs, isTimedOut, reports });
  if (!ok && required && file.onFailure === "fail" && done.failure === null) {
    const end = lastLines(tail.text, TAIL_BYTES_MAX).trim();
    done.failure = `The check ${JSON.stringify(name)} ${how}.${end === "" ? "" : `\n${end}`}`;
  }

  function describeEnd(): string {
    if (end.kind === "spawn") return `could not be started: ${describeSpawnFailure("sh", end.error).message}`;
    if (isTimedOut) return `did not end within ${Math.round(timeoutMs / 100) / 10} s`;
    return exitCode === null ? `was ended by ${end.signal}` : `failed with exit code ${exitCode}`;
  }
}

// Read at once: a later check, or the end of the working directory, may remove them.
async function collectReports(
  check: Check,
  { cwd, reportBytesMax }: ChecksContext,
  say: (text: string) => void,
  uploads: Upload[],
): Promise<CheckResult["reports"]> {
  const reports: CheckResult["reports"] = [];
  for (const { path: pattern, type } of check.reports) {
    const paths = await findFiles(cwd, pattern);
    if (paths.length === 0) say(`no report at ${pattern}`);
    for (const path of paths) {
      const used = uploads.reduce((sum, { content }) => sum + content.length, 0);
      const room = uploads.length < UPLOADS_MAX ? UPLOAD_BYTES_MAX - used : 0;
      const read = await readWithin(cwd, path, Math.min(reportBytesMax, room));
      if ("problem" in read) {
        say(`the report ${path} is not kept: ${read.problem}`);
        continue;
      }
      const name = `${check.name}/${path}`.slice(-200);
      uploads.push({ type: artifactType(type), name, mediaType: MEDIA_TYPE[type], content: read.content });
      reports.push({ name, type });
    }
  }
  return reports;
}

function artifactType(type: ReportType): Upload["type"] {
  return type === "junit" || type === "tap" ? "test_results" : "report";
}

function toUpload(results: CheckResult[]): Upload {
  const content = Buffer.from(JSON.stringify({ checks: results }, null, 2));
  return { type: "report", name: "checks.json", mediaType: "application/json", content };
}

const MEDIA_TYPE: Record<ReportType, string> = {
  junit: "application/xml",
  cobertura: "application/xml",
  jacoco: "application/xml",
  clover: "application/xml",
  tap: "text/plain; charset=utf-8",
  lcov: "text/plain; charset=utf-8",
  text: "text/plain; charset=utf-8",
  html: "text/html; charset=utf-8",
  sarif: "application/sarif+json",
  eslint: "application/json",
  json: "application/json",
  other: "application/octet-stream",
};
