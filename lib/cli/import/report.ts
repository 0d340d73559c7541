// What an import says in the end.
import type { TokenBuckets } from "@/lib/costs/schema";
import type { Output } from "../output";
import type { KnownCall } from "./call";
import type { Transcripts, Trouble } from "./read-transcripts";
import type { Sent } from "./send-calls";

interface ModelSum extends TokenBuckets {
  provider: string;
  model: string;
  calls: number;
}

export interface ImportReport {
  files: number;
  lines: number;
  /** Lines that tell of a call that another one tells of too. */
  repeated: number;
  synthetic: number;
  calls: number;
  models: ModelSum[];
  from: string | null;
  to: string | null;
  isDryRun: boolean;
  recorded: number;
  known: number;
  changed: Trouble[];
  refused: Trouble[];
  troubles: Trouble[];
  cut: Trouble[];
}

export function toReport(
  files: number,
  read: Transcripts,
  calls: readonly KnownCall[],
  sent: Sent | null,
): ImportReport {
  const times = calls.map(({ at }) => at);
  const edge = (pick: (one: number, other: number) => number) =>
    times.length === 0 ? null : new Date(times.reduce(pick)).toISOString();
  return {
    files,
    lines: read.lines,
    repeated: read.calls.repeated,
    synthetic: read.synthetic,
    calls: calls.length,
    models: sumModels(calls),
    from: edge((one, other) => Math.min(one, other)),
    to: edge((one, other) => Math.max(one, other)),
    isDryRun: sent === null,
    ...(sent ?? { recorded: 0, known: 0, changed: [], refused: [] }),
    troubles: read.troubles,
    cut: read.cut,
  };
}

function sumModels(calls: readonly KnownCall[]): ModelSum[] {
  const sums = new Map<string, ModelSum>();
  for (const { provider, model, tokens } of calls) {
    const key = `${provider} ${model}`;
    const sum = sums.get(key) ?? {
      provider,
      model,
      calls: 0,
      input: 0,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      output: 0,
    };
    sum.calls += 1;
    for (const bucket of ["input", "cacheRead", "cacheWrite5m", "cacheWrite1h", "output"] as const) {
      sum[bucket] += tokens[bucket];
    }
    sums.set(key, sum);
  }
  return [...sums.values()].sort((one, other) => other.calls - one.calls);
}

const TROUBLES_SHOWN = 20;

export function showImport(out: Output, report: ImportReport): void {
  const { files, lines, calls, repeated, synthetic, models, isDryRun, recorded, known } = report;
  out.line(
    `Read ${lines} lines of ${files} files: ${calls} calls. ${repeated} lines repeat one, ${synthetic} are of no model.`,
  );
  if (models.length > 0) {
    out.table(models, [
      { name: "model", of: (row) => row.model },
      { name: "calls", of: (row) => row.calls },
      { name: "input", of: (row) => row.input },
      { name: "cache read", of: (row) => row.cacheRead },
      { name: "write 5m", of: (row) => row.cacheWrite5m },
      { name: "write 1h", of: (row) => row.cacheWrite1h },
      { name: "output", of: (row) => row.output },
    ]);
  }
  if (isDryRun) out.line("Nothing was recorded: this was a dry run.");
  else out.line(`Recorded ${recorded} calls; ${known} were recorded before.`);
  tell(out, report.changed, "Recorded before with other numbers, which stay");
  tell(out, report.cut, "Cut off, as while they are written; their whole lines count");
  tell(out, report.troubles, "Left out, because they cannot be read");
  tell(out, report.refused, "Left out, because the control room refuses them");
}

function tell(out: Output, troubles: readonly Trouble[], what: string): void {
  if (troubles.length === 0) return;
  out.remark(`${what} (${troubles.length}):`);
  for (const { file, line, detail } of troubles.slice(0, TROUBLES_SHOWN)) {
    out.remark(`  ${file}${line === undefined ? "" : `:${line}`}: ${detail}`);
  }
  if (troubles.length > TROUBLES_SHOWN)
    out.remark(`  and ${troubles.length - TROUBLES_SHOWN} more; --json names all`);
}
