import type { Tx } from "@/lib/platform/db/transact";
import { findPlaces, phaseNames } from "@/lib/work/service";
import type { SummaryBy } from "../schema";
import type { SumRow } from "../store/summary";

const NONE = { ticket: "No ticket", agent: "No agent", phase: "No phase", model: "No model", day: "" };

/** What each group of a summary is called. */
export async function labelsOf(
  tx: Tx,
  by: SummaryBy,
  rows: readonly SumRow[],
): Promise<(key: string) => string> {
  const isId = by === "ticket" || by === "agent";
  const places = isId
    ? await findPlaces(
        tx,
        rows.map(({ key }) => key || null),
      )
    : new Map();
  const phases = by === "phase" ? phaseNames() : new Map<string, string>();
  return (key) => (key === "" ? NONE[by] : (places.get(key)?.name ?? phases.get(key) ?? key));
}
