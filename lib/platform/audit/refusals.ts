// Refusals in the trail: each that was met, or at least their number, so that a flood of them hides nothing.
import { type Tx, transact } from "../db/transact";
import { refusalOf } from "./schema";
import { append, type NewAuditEntry } from "./service";
import { countRefusal, type RefusalsRow, takeRefusals } from "./store/refusals";

interface Refusal extends Pick<NewAuditEntry, "actor" | "act" | "entity" | "projectId"> {
  code: string;
  message: string;
  detail: Record<string, unknown>;
  /** What was asked for, where the act does not say it: it is counted apart. */
  operation?: string | undefined;
}

/**
 * Records that an act was refused. The first ten of one actor, act and minute have an entry each, of one operation the
 * first three of an hour; the others are counted, and one entry tells of them when that time is over.
 */
export async function appendRefusal(refusal: Refusal): Promise<void> {
  const { code, message, detail, operation, ...refused } = refusal;
  const act = refusalOf(refused.act);
  await transact("audit.refusal", async (tx) => {
    if (!(await countRefusal(tx, { ...refused, act, code, operation }))) return;
    await append(tx, { ...refused, act, reason: message, detail: { code, message, ...detail } });
  });
}

/** Writes down what was counted in the time that is over. Any replica may do it: each is told once. */
export async function tellRefusals(): Promise<void> {
  let told: number;
  do {
    told = await transact("audit.tell_refusals", tellSome);
  } while (told > 0);
}

async function tellSome(tx: Tx): Promise<number> {
  const counts = await takeRefusals(tx);
  for (const count of counts) if (count.others > 0) await append(tx, toEntry(count));
  return counts.length;
}

function toEntry({
  actor,
  actorName,
  act,
  operation,
  projectId,
  others,
  codes,
  entities,
  since,
  until,
}: RefusalsRow): NewAuditEntry {
  return {
    actor: { id: actor, name: actorName },
    act,
    entity: actor,
    projectId,
    reason: `${others} more of the same ${operation ? "hour" : "minute"}, which have no entry of their own.`,
    detail: {
      label: others === 1 ? "1 more refusal" : `${others} more refusals`,
      ...(operation ? { operation } : {}),
      count: others,
      codes,
      entities,
      since: since.toISOString(),
      until: until.toISOString(),
    },
  };
}
