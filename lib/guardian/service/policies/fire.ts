import { read, type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import type { Due } from "../../rules/policies/evaluate";
import { resolveAct, Unresolved } from "../../rules/policies/resolve";
import type { Intervention, PolicyAct } from "../../schema";
import * as store from "../../store/policies/firings";
import { markFired, retryLater } from "../../store/policies/matches";
import { findVersion, lockPolicy } from "../../store/policies/policies";
import { type PolicyFiring, policyActor, previewByPolicy, proposeByPolicy } from "../by-policy";
import { entityOf } from "./adopt";
import { compiledOf } from "./compiled";

/** After a refusal the same is tried again, since what stood in the way may be gone; ever more rarely. */
const RETRY_SECONDS = 300;
const RETRY_SECONDS_MAX = 7200;
const retryAfter = (refusals: number) => Math.min(RETRY_SECONDS * 2 ** refusals, RETRY_SECONDS_MAX);
/** Longer than a transaction may take with all that it waits for: whoever had it in hand is dead. */
const DEAD_SECONDS = 120;
/** What was true so long ago is no ground to act any more: the condition is asked anew. */
const STALE_SECONDS = 600;

type Fired = "fired" | "limited" | "passed";

/** Fires a policy about one subject, once, whichever replica comes first: acts, or works out what it would do. */
export async function fire(due: Due): Promise<Fired> {
  const { name } = due.policy.document;
  let retrySeconds = RETRY_SECONDS;
  const outcome = await transact("policy.fire", async (tx): Promise<Fired | store.NewFiring[]> => {
    const policy = await lockPolicy(tx, name);
    if (policy?.hash !== due.policy.hash || policy.mode === "off") return "passed";
    const { mode } = policy;
    const counted = await store.countFirings(tx, { policy: name, mode, subject: due.subject.id });
    const { per_hour, max_targets } = due.policy.document.limits;
    if (counted.lastHour >= per_hour || counted.targets >= max_targets) return "limited";
    // It fires again once that has ended, if the condition holds then.
    if (counted.isInForce) return "passed";
    if (!(await markFired(tx, { policy: name, subject: due.subject.id }))) return "passed";
    const made: store.NewFiring[] = [];
    for (const [step, act] of due.policy.document.actions.entries()) {
      made.push(await toFiring(tx, due, mode, act, step, counted.toggles));
    }
    for (const firing of made) await store.insertFiring(tx, firing);
    retrySeconds = retryAfter(counted.refusals);
    if (made.some(({ outcome: came }) => came === "refused")) {
      await retryLater(tx, { policy: name, subject: due.subject.id }, retrySeconds);
    }
    await publishFiring(tx, due, mode, made);
    return made;
  });
  if (typeof outcome === "string") return outcome;
  for (const firing of outcome) if (firing.outcome === "acting") await act(firing, retrySeconds);
  return "fired";
}

async function toFiring(
  tx: Tx,
  due: Due,
  mode: string,
  act: PolicyAct,
  step: number,
  toggles: number,
): Promise<store.NewFiring> {
  const { policy, subject, facts, alertId } = due;
  const isFlapping = toggles >= policy.document.limits.toggles_per_hour;
  const base = {
    id: newId("gfir"),
    policy: policy.document.name,
    policyHash: policy.hash,
    mode,
    subject: subject.id,
    subjectLabel: subject.label,
    projectId: subject.belongings.project ?? null,
    alertId,
    facts,
    step,
    detail: isFlapping ? `Reverted ${toggles} times within the hour, so a person is asked.` : null,
    plan: null,
  };
  try {
    const intervention = resolveAct(act, subject.belongings);
    if (mode === "enforce") return { ...base, intervention, outcome: "acting" };
    return { ...base, intervention, outcome: "observed", plan: await previewByPolicy(tx, intervention) };
  } catch (error) {
    if (!(error instanceof Unresolved || error instanceof AppError)) throw error;
    return { ...base, intervention: null, outcome: "refused", detail: error.message };
  }
}

async function publishFiring(
  tx: Tx,
  due: Due,
  mode: string,
  firings: readonly store.NewFiring[],
): Promise<void> {
  const { name } = due.policy.document;
  await publish(tx, policyActor(name, null), {
    type: "guardian.policy.fired",
    entity: entityOf(name),
    projectId: due.subject.belongings.project ?? null,
    payload: {
      policy: name,
      mode,
      subject: due.subject.id,
      title: due.subject.label,
      firings: firings.map(({ id, outcome, detail }) =>
        outcome === "refused" ? { id, outcome, detail } : { id, outcome },
      ),
    },
  });
}

/** Has it done, and notes what came of it. A replica that dies in between leaves it to another. */
async function act(firing: store.NewFiring, retrySeconds = RETRY_SECONDS): Promise<void> {
  const came = await propose(firing);
  if (!came) return;
  await transact("policy.acted", async (tx) => {
    if (!(await store.finishFiring(tx, firing.id, came))) return;
    if (came.outcome === "refused") await retryLater(tx, firing, retrySeconds);
  });
}

interface Came {
  outcome: "acted" | "asked" | "refused";
  detail: string | null;
  actionId: string | null;
}

async function propose(firing: store.NewFiring): Promise<Came | null> {
  try {
    const { bounds, reason } = await boundsOf(firing);
    const action = await proposeByPolicy(bounds, firing.intervention as Intervention, reason);
    return cameOf(action, firing.detail);
  } catch (error) {
    if (error instanceof AppError) return { outcome: "refused", detail: error.message, actionId: null };
    log().error(
      { err: error, firing: firing.id, policy: firing.policy },
      "a policy could not act; it tries again",
    );
    return null;
  }
}

function cameOf(action: { id: string; status: string; failure: string | null }, detail: string | null): Came {
  const { id: actionId, status, failure } = action;
  if (status === "proposed") return { outcome: "asked", detail, actionId };
  if (status === "failed" || status === "stale") return { outcome: "refused", detail: failure, actionId };
  return { outcome: "acted", detail, actionId };
}

/** By the text that fired, which may have changed since. */
async function boundsOf(firing: store.NewFiring): Promise<{ bounds: PolicyFiring; reason: string }> {
  const { policy: name, policyHash: hash } = firing;
  const version = await read((tx) => findVersion(tx, name, hash));
  if (!version) throw new Error(`The text of ${name} that fired is gone.`);
  const { document } = compiledOf({ name, hash, text: version.text });
  const { approval, limits, rollback } = document;
  const mustAsk = approval.required || firing.detail !== null;
  const reason = [
    document.description ?? `Policy ${name}.`,
    `It holds: ${document.when}`,
    firing.detail ?? "",
  ];
  return {
    bounds: {
      policy: { name, hash },
      firingId: firing.id,
      alertId: firing.alertId,
      projectId: firing.projectId,
      ttlSeconds: rollback.max_ttl,
      approval: mustAsk ? { timeoutSeconds: approval.timeout } : null,
      rollback:
        rollback.when === undefined ? null : { when: rollback.when, keepForSeconds: rollback.keep_for },
      limits: { perHour: limits.per_hour, maxTargets: limits.max_targets },
    },
    reason: reason
      .filter((part) => part !== "")
      .join(" ")
      .slice(0, 2000),
  };
}

/** Finishes what a replica began and died over: notes the action that there is already, or has it done now. */
export async function goOnWithUnfinished(): Promise<void> {
  const take = (tx: Tx) => store.takeUnfinished(tx, DEAD_SECONDS, STALE_SECONDS);
  for (const firing of await transact("policy.unfinished", take)) {
    const action = await read((tx) => store.findActionOf(tx, firing));
    if (!action && firing.isStale) await giveUp(firing);
    else if (!action) await act(firing);
    else
      await transact("policy.acted", (tx) =>
        store.finishFiring(tx, firing.id, cameOf(action, firing.detail)),
      );
  }
}

async function giveUp(firing: store.FiringRow): Promise<void> {
  const detail = "It could not be done in time, and what was true then may not be true any more.";
  await transact("policy.given_up", async (tx) => {
    const came = { outcome: "refused", detail, actionId: null };
    if (await store.finishFiring(tx, firing.id, came)) await retryLater(tx, firing, RETRY_SECONDS);
  });
}
