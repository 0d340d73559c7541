// Whether what a policy acted upon is over. Of what cannot be read, or is only not to be found, nothing is known.
import { listDeletedBudgets } from "@/lib/costs/service";
import type { SubjectKind } from "@/lib/monitoring/schema";
import { listResolved } from "@/lib/monitoring/service";
import { read, type Tx } from "@/lib/platform/db/transact";
import { log } from "@/lib/platform/log";
import { readVersions } from "@/lib/work/service";

/** One that is not among those that live. */
interface Gone {
  kind: SubjectKind;
  subject: string;
}

/** What each of these that is over ended as, in words. */
export async function readOver(gone: readonly Gone[]): Promise<ReadonlyMap<string, string>> {
  if (gone.length === 0) return new Map();
  const of = (...kinds: SubjectKind[]) =>
    gone.filter(({ kind }) => kinds.includes(kind)).map(({ subject }) => subject);
  try {
    return await read(async (tx) => {
      const ended = await listEnded(tx, of("task", "agent"));
      const resolved = await listResolved(tx, of("alert"));
      const deleted = await listDeletedBudgets(tx, of("budget"));
      return new Map([
        ...ended,
        ...resolved.map((id) => [id, "the alert is resolved"] as const),
        ...deleted.map((id) => [id, "the budget is deleted"] as const),
      ]);
    });
  } catch (error) {
    log().warn({ err: error }, "what became of the subjects of policies could not be read");
    return new Map();
  }
}

const ENDED = new Set(["completed", "failed", "cancelled", "retired"]);

async function listEnded(tx: Tx, ids: string[]): Promise<[string, string][]> {
  const found = [...(await readVersions(tx, ids))].filter(([, { state }]) => ENDED.has(state));
  return found.map(([id, { state }]) => [id, `the ${state === "retired" ? "agent" : "task"} is ${state}`]);
}
