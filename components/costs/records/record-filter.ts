import type { CostRecordFilter } from "@/lib/costs/queries";
import type { CostSource, CostStatus } from "@/lib/costs/schema";

export interface RecordChoice {
  from: string | null;
  to: string | null;
  ticket: string | null;
  task: string | null;
  agent: string | null;
  phase: string | null;
  model: string | null;
  status: CostStatus | null;
  source: CostSource | null;
  counted: "true" | "false" | null;
}

/** The request behind an address; the same on the server, so that what it prefetched is found. */
export function toRecordFilter(choice: RecordChoice, project: string | undefined): CostRecordFilter {
  return {
    project,
    from: choice.from ?? undefined,
    to: choice.to ?? undefined,
    ticket: choice.ticket ?? undefined,
    task: choice.task ?? undefined,
    agent: choice.agent ?? undefined,
    phase: choice.phase ?? undefined,
    model: choice.model ?? undefined,
    status: choice.status ?? undefined,
    source: choice.source ?? undefined,
    counted: choice.counted ?? undefined,
  };
}

export function isNarrowed(choice: RecordChoice): boolean {
  return Object.values(choice).some((value) => value !== null);
}
