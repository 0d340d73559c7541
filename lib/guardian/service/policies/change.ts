import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { type Tx, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import type { YamlFault } from "@/lib/platform/yaml-file";
import { type CompiledPolicy, canonicalText, compilePolicy } from "../../rules/policies/compile";
import type { PolicyDetail, PutPolicy } from "../../schema";
import { forgetMatches } from "../../store/policies/matches";
import * as store from "../../store/policies/policies";
import { tellChange } from "./adopt";
import { readPolicy } from "./get";

/**
 * Changes what a policy says, or its mode, or makes a new one. `expectedHash` is that of the text that was read: another
 * one meanwhile is a `conflict`.
 */
export async function putPolicy(
  actor: Actor,
  name: string,
  { text, mode, expectedHash }: PutPolicy,
  ifMatch: string | null = null,
): Promise<PolicyDetail> {
  requireScope(actor, "policies:manage");
  const given = text === undefined ? null : { hash: checkText(text, name).hash, text: canonicalText(text) };
  return transact("policy.put", async (tx) => {
    const before = await store.lockPolicy(tx, name);
    requireExpected(before, given !== null, expectedHash === undefined ? toHash(ifMatch) : expectedHash);
    const hash = given?.hash ?? before?.hash;
    if (hash === undefined) throw new AppError("not_found", `There is no policy ${name}.`);
    const to = { hash, mode: mode ?? before?.mode ?? "observe" };
    if (before?.hash === to.hash && before.mode === to.mode) return readPolicy(tx, name);
    await keep(tx, actor, { name, to, isNew: !before, text: given?.text ?? null });
    await forgetMatches(tx, name);
    await tellChange(tx, actor, { name, from: before, to });
    return readPolicy(tx, name);
  });
}

interface Kept {
  name: string;
  to: { hash: string; mode: string };
  isNew: boolean;
  text: string | null;
}

async function keep(tx: Tx, by: Actor, { name, to, isNew, text }: Kept): Promise<void> {
  if (text !== null) await store.keepVersion(tx, { policy: name, hash: to.hash, text, by });
  if (!isNew) return store.changePolicy(tx, name, { ...to, by });
  if (await store.insertPolicy(tx, { name, ...to, file: null, by })) return;
  throw new AppError("conflict", `Somebody else has just made a policy ${name}.`);
}

/** Throws `invalid_request` with every fault and its line for a text that is no policy of this name. */
export function checkText(text: string, name: string): CompiledPolicy {
  const compiled = compilePolicy(text, name);
  if ("faults" in compiled) throw refuse(compiled.faults);
  return compiled.policy;
}

function refuse(faults: readonly YamlFault[]): AppError {
  const issues = faults.map(({ line, key, message }) => ({
    in: "body" as const,
    pointer: "/text",
    detail: `Line ${line}: ${key ? `${key}: ` : ""}${message}`,
  }));
  return new AppError("invalid_request", issues[0]?.detail ?? "The policy is not valid.", {
    issues,
    facts: { faults },
  });
}

function requireExpected(
  before: { hash: string } | null,
  hasText: boolean,
  expected: string | null | undefined,
): void {
  if (expected === undefined) {
    if (!before || !hasText) return;
    const detail = "Say in expectedHash, or in If-Match, which text you have read.";
    throw new AppError("invalid_request", detail, {
      issues: [{ in: "body", pointer: "/expectedHash", detail: "Is required." }],
    });
  }
  if (expected === (before?.hash ?? null)) return;
  throw new AppError("conflict", "Somebody else has changed this policy. Read it again.", {
    facts: { hash: before?.hash ?? null },
  });
}

/** An entity tag is the hash in quotes; without the header nothing is expected. */
function toHash(ifMatch: string | null): string | undefined {
  return ifMatch === null ? undefined : ifMatch.replace(/^W\//, "").replaceAll('"', "");
}
