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
  const isObserved = payload.mode === "observe";
  return {
    ...common,
    head: isObserved ? "Policy would have acted" : "Policy fired",
    title: name,
    lines: [`About: ${text(payload.title) || text(payload.subject)}`],
  };
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
