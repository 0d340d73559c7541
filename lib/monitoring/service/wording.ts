// Alerts as a chat is told of them: what is wrong, where, and why somebody did what they did.
import type { Tx } from "@/lib/platform/db/transact";
import type { EventRecord } from "@/lib/platform/events/schema";
import { plainWording, text, type Wording, wordEvents } from "@/lib/platform/webhooks/wording";
import { findPlaces } from "@/lib/work/service";

/** Has webhooks for chats tell of alerts, and of what the watchdog tries, in words. */
export function wordByMonitoring(): void {
  wordEvents("alert", wordAlert);
  wordEvents("watchdog", wordAlert);
}

async function wordAlert(tx: Tx, event: EventRecord): Promise<Wording> {
  const { entity, payload } = event;
  const { head, about = [], lines = [], ...plain } = plainWording(event);
  const [severity, rule] = [text(payload.severity), text(payload.rule)];
  const place = await placeWords(tx, event);
  return {
    ...plain,
    head: severity ? `${TRIED[text(payload.outcome)] ?? head} (${severity})` : head,
    path: payload.path ?? `/alerts/${entity}`,
    lines: [...(place ? [place] : []), ...lines],
    about: [...(rule ? [rule] : []), ...about],
  };
}

/** What came of what the watchdog would do by itself. */
const TRIED: Record<string, string> = {
  done: "Watchdog acted",
  refused: "Watchdog could not mend it",
  held: "Watchdog left it alone",
};

/** `Project Shop · Task “Pay the invoice” · Agent builder-1`, as far as it is about such. */
async function placeWords(tx: Tx, { projectId, payload }: EventRecord): Promise<string> {
  const about = text(payload.entity);
  const holder = (await findPlaces(tx, [about])).get(about)?.agentId;
  const places = await findPlaces(tx, [projectId, about, holder]);
  return [projectId, about, holder]
    .flatMap((id) => {
      const place = id ? places.get(id) : undefined;
      return id && place ? [wordsOf(id, place.name)] : [];
    })
    .join(" · ");
}

function wordsOf(id: string, name: string): string {
  if (id.startsWith("agent_")) return `Agent ${name}`;
  if (id.startsWith("prj_")) return `Project ${name}`;
  return `${id.startsWith("task_") ? "Task" : "Ticket"} “${name}”`;
}
