import * as audit from "@/lib/platform/audit/service";
import { type Actor, SYSTEM } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { publish } from "@/lib/platform/events/service";
import type { PolicyMode } from "../../schema";
import { forgetMatches } from "../../store/policies/matches";
import * as store from "../../store/policies/policies";

/** What a policy is called in the trail, in events and in alerts. */
export const entityOf = (name: string) => `policy:${name}`;

interface File {
  file: string;
  name: string;
  hash: string;
  text: string;
}

/**
 * Takes over what a policy's file says: a new one observes; one that nobody has edited says what its file says; an
 * edited one stays, and differs from its file.
 */
export async function adoptFile({ file, name, hash, text }: File): Promise<void> {
  await transact("policy.adopt", async (tx) => {
    const by = { id: SYSTEM.id, name: file };
    const from = { hash, name: file };
    await store.keepVersion(tx, { policy: name, hash, text, by });
    if (await store.insertPolicy(tx, { name, mode: "observe", hash, file: from, by })) {
      return tellChange(tx, SYSTEM, { name, from: null, to: { hash, mode: "observe" }, file });
    }
    const policy = await store.lockPolicy(tx, name);
    if (!policy) throw new Error(`The policy ${name} vanished.`);
    await store.noteFile(tx, name, from);
    const isEdited = policy.fileHash !== policy.hash;
    if (isEdited || policy.hash === hash) return;
    await store.changePolicy(tx, name, { hash, mode: policy.mode, by });
    await forgetMatches(tx, name);
    const { mode } = policy;
    await tellChange(tx, SYSTEM, { name, from: policy, to: { hash, mode }, file });
  });
}

interface State {
  hash: string;
  mode: string;
}

interface Change {
  name: string;
  /** null: it is new. */
  from: State | null;
  to: State;
  /** Where it came from; absent: a person wrote it. */
  file?: string;
}

/** The audit entry and the event, which say the same. */
export async function tellChange(tx: Tx, actor: Actor, { name, from, to, file }: Change): Promise<void> {
  const entity = entityOf(name);
  const detail = {
    policy: name,
    from: from && { hash: from.hash, mode: from.mode as PolicyMode },
    to: { hash: to.hash, mode: to.mode as PolicyMode },
    ...(file ? { file } : {}),
  };
  await audit.append(tx, { actor, act: "guardian.policy.changed", entity, projectId: null, detail });
  await publish(tx, actor, { type: "guardian.policy.changed", entity, projectId: null, payload: detail });
}
