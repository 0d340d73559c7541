import { type Actor, requireScope } from "@/lib/platform/auth/actor";
import { toPage } from "@/lib/platform/db/page";
import { read, type Tx } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import type { Page } from "@/lib/platform/schema";
import { compilePolicy } from "../../rules/policies/compile";
import type {
  Firing,
  FiringsQuery,
  PolicyDetail,
  PolicyList,
  PolicyValidation,
  PolicyVersion,
  ValidatePolicy,
  VersionsQuery,
} from "../../schema";
import { listFirings } from "../../store/policies/firings";
import * as store from "../../store/policies/policies";
import { readPolicyFiles } from "./files";
import { toFiring, toMeaning, toSummary } from "./views";

/** Throws `forbidden` for a key of one project: a policy acts on all of them. */
export function requireWhole(actor: Actor): void {
  if (actor.projectId === null) return;
  throw new AppError("forbidden", "Policies are of the whole installation, and this key is of one project.");
}

/** Every policy, by name, and the files that cannot be read. */
export async function listPolicies(actor: Actor): Promise<PolicyList> {
  requireScope(actor, "audit:read");
  requireWhole(actor);
  const rows = await read(store.listPolicies);
  return { items: rows.map(toSummary), brokenFiles: readPolicyFiles().broken };
}

export async function getPolicy(actor: Actor, name: string): Promise<PolicyDetail> {
  requireScope(actor, "audit:read");
  requireWhole(actor);
  return read((tx) => readPolicy(tx, name));
}

export async function readPolicy(tx: Tx, name: string): Promise<PolicyDetail> {
  const row = await findRow(tx, name);
  const file = row.fileHash ? await store.findVersion(tx, name, row.fileHash) : null;
  return { ...toSummary(row), text: row.text, fileText: file?.text ?? null };
}

/** What a text means, or what is wrong with it; changes nothing. */
export async function validatePolicy(
  actor: Actor,
  { text, name }: ValidatePolicy,
): Promise<PolicyValidation> {
  requireScope(actor, "audit:read");
  const compiled = compilePolicy(text, name);
  if ("faults" in compiled) return { faults: compiled.faults, name: null, meaning: null };
  return { faults: [], name: compiled.policy.document.name, meaning: toMeaning(compiled.policy) };
}

/** Every text that the policy ever had, the newest first. */
export async function listPolicyVersions(
  actor: Actor,
  name: string,
  query: VersionsQuery,
): Promise<Page<PolicyVersion>> {
  requireScope(actor, "audit:read");
  requireWhole(actor);
  return read(async (tx) => {
    const { hash, fileHash } = await findRow(tx, name);
    const rows = await store.listVersions(tx, name, query);
    const items = rows.slice(0, query.limit).map((row) => ({
      ...row,
      at: row.at.toISOString(),
      isCurrent: row.hash === hash,
      isFile: row.hash === fileHash,
    }));
    return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.hash ?? null) : null };
  });
}

/** When it fired, or would have, the newest first. */
export async function listPolicyFirings(
  actor: Actor,
  name: string,
  { cursor, limit }: FiringsQuery,
): Promise<Page<Firing>> {
  requireScope(actor, "audit:read");
  requireWhole(actor);
  return read(async (tx) => {
    await findRow(tx, name);
    const rows = await listFirings(tx, { policy: name, cursor, limit });
    return toPage(rows, limit, toFiring);
  });
}

async function findRow(tx: Tx, name: string): Promise<store.WatchedPolicyRow> {
  const row = await store.findPolicy(tx, name);
  if (!row) throw new AppError("not_found", `There is no policy ${name}.`);
  return row;
}
