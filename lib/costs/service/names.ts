import type { Tx } from "@/lib/platform/db/transact";
import { findPlaces, phaseNames } from "@/lib/work/service";
import type { SummaryBy } from "../schema";
import type { SumRow } from "../store/summary";

const NONE = {
  ticket: "No ticket",
  agent: "No agent",
  phase: "No phase",
  task: "No task",
  model: "No model",
  day: "",
};

/** What each group of a summary is called. */
export async function labelsOf(
  tx: Tx,
  by: SummaryBy,
  rows: readonly SumRow[],
): Promise<(key: string) => string> {
  const ids = by === "ticket" || by === "agent" || by === "task" ? rows.map(({ key }) => key) : [];
  const places = await findPlaces(tx, ids);
  const phases = by === "phase" ? phaseNames() : new Map<string, string>();
  return (key) => (key === "" ? NONE[by] : (places.get(key)?.name ?? phases.get(key) ?? key));
}
