import { AppError } from "../errors";
import { AuthorityLevel, type Scope } from "./access";

/** Who acts. Level, scopes and project come from the credential, never from a request's content. */
export interface Actor {
  kind: "person" | "key" | "system";
  /** `usr_…`, `key_…` or `system`. */
  id: string;
  name: string;
  authority: AuthorityLevel;
  scopes: readonly Scope[];
  /** The only project the actor may see; null: all of them. */
  projectId: string | null;
}

/** The control room acting by itself: expiries, retries, housekeeping. */
export const SYSTEM: Actor = {
  kind: "system",
  id: "system",
  name: "OmoiOS",
  authority: AuthorityLevel.SYSTEM,
  scopes: [],
  projectId: null,
};

/** Throws `forbidden` unless the credential carries the scope. */
export function requireScope(actor: Actor, scope: Scope): void {
  requireAnyScope(actor, scope);
}

/** Throws `forbidden` unless the credential carries at least one of the scopes. */
export function requireAnyScope(actor: Actor, scopes: Scope | readonly Scope[]): void {
  const wanted = [scopes].flat();
  if (wanted.some((scope) => actor.scopes.includes(scope))) return;
  throw new AppError("forbidden", `This needs the scope ${wanted.join(" or ")}.`, {
    facts: { scope: wanted.join(" ") },
  });
}

/** Throws `forbidden` below the authority; `detail` says what is refused, and who may. */
export function requireAuthority(
  actor: Pick<Actor, "authority">,
  needed: number,
  detail: string,
  facts: Record<string, unknown> = {},
): void {
  if (actor.authority >= needed) return;
  throw new AppError("forbidden", detail, { facts: { ...facts, authority: actor.authority, needed } });
}

export function maySee(actor: Actor, projectId: string | null): boolean {
  return actor.projectId === null || actor.projectId === projectId;
}

/** Passes the record through, or throws the same `not_found` for an absent and for a foreign one. */
export function seenBy<T extends { projectId: string | null }>(
  actor: Actor,
  kind: string,
  record: T | null,
): T {
  if (record === null || !maySee(actor, record.projectId)) {
    throw new AppError("not_found", `There is no such ${kind}.`);
  }
  return record;
}
