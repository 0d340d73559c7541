// Events of policies as a chat is told of them.
import type { EventRecord } from "@/lib/platform/events/schema";
import { text, type Wording } from "@/lib/platform/webhooks/wording";

export function wordPolicyEvent({ type, entity, actorName, payload }: EventRecord): Wording {
  const name = text(payload.policy) || entity;
  const common = { path: `/guardian/policies/${name}`, about: [`by ${actorName}`] };
  if (type === "guardian.policy.changed") {
    const about = text(payload.file) ? [`by its file ${text(payload.file)}`] : common.about;
    return { ...common, head: "Policy changed", title: name, lines: [changeWords(payload)], about };
  }
  if (type === "guardian.policy.faulted") {
    const lines = ["It cannot be decided, and does nothing.", text(payload.fault)].filter(Boolean);
    return { ...common, head: "Policy faulted", title: name, lines };
  }
  const { isAll, refusals } = refusalsOf(payload.firings);
  const isObserved = payload.mode === "observe";
  const refused = isObserved ? "Would have been refused" : "Refused";
  return {
    ...common,
    head: isAll
      ? `Policy ${isObserved ? "would have been" : "was"} refused`
      : isObserved
        ? "Policy would have acted"
        : "Policy fired",
    title: name,
    lines: [
      `About: ${text(payload.title) || text(payload.subject)}`,
      ...refusals.map((why) => (isAll ? why : `${refused}: ${why}`)),
    ],
  };
}

/** Why what it asks for cannot be done, each reason once; and whether that is so of all of it. */
function refusalsOf(firings: unknown): { isAll: boolean; refusals: string[] } {
  const all = (Array.isArray(firings) ? firings : []) as Record<string, unknown>[];
  const refused = all.filter(({ outcome }) => outcome === "refused");
  const refusals = [...new Set(refused.map(({ detail }) => text(detail)).filter(Boolean))];
  return { isAll: refused.length > 0 && refused.length === all.length, refusals };
}

/** `observe → enforce`, `New text; observe`, `New: observe` */
function changeWords({ from, to }: EventRecord["payload"]): string {
  const [before, after] = [stateOf(from), stateOf(to)];
  if (from === null) return `New: ${after.mode}`;
  const mode = before.mode === after.mode ? after.mode : `${before.mode} → ${after.mode}`;
  return before.hash === after.hash ? mode : `New text; ${mode}`;
}

function stateOf(state: unknown): { hash: string; mode: string } {
  const { hash, mode } = (state ?? {}) as Record<string, unknown>;
  return { hash: text(hash), mode: text(mode) };
}
