// Refusals in the trail: each that was met, or at least their number, so that a flood of them hides nothing.
import { type Tx, transact } from "../db/transact";
import { refusalOf } from "./schema";
import { append, type NewAuditEntry } from "./service";
import { countRefusal, type RefusalsRow, takeRefusals } from "./store/refusals";

interface Refusal extends Pick<NewAuditEntry, "actor" | "act" | "entity" | "projectId"> {
  code: string;
  message: string;
  detail: Record<string, unknown>;
}

/**
 * Records that an act was refused. The first ten of one actor, act and minute have an entry each; the others are counted,
 * and one entry tells of them when the minute is over.
 */
export async function appendRefusal({ code, message, detail, ...refused }: Refusal): Promise<void> {
  const act = refusalOf(refused.act);
  await transact("audit.refusal", async (tx) => {
    if (!(await countRefusal(tx, { ...refused, act, code }))) return;
    await append(tx, { ...refused, act, reason: message, detail: { code, message, ...detail } });
  });
}

/** Writes down what was counted in minutes that are over. Any replica may do it: each is told once. */
export async function tellRefusals(): Promise<void> {
  let told: number;
  do {
    told = await transact("audit.tell_refusals", tellSome);
  } while (told > 0);
}

async function tellSome(tx: Tx): Promise<number> {
  const minutes = await takeRefusals(tx);
  for (const minute of minutes) if (minute.others > 0) await append(tx, toEntry(minute));
  return minutes.length;
}

function toEntry({
  actor,
  actorName,
  act,
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
    reason: `${others} more of the same minute, which have no entry of their own.`,
    detail: {
      label: `${others} more refusals`,
      count: others,
      codes,
      entities,
      since: since.toISOString(),
      until: until.toISOString(),
    },
  };
}
