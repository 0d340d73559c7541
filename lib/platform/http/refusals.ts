import * as audit from "../audit/service";
import type { Actor } from "../auth/actor";
import { transact } from "../db/transact";
import { AppError } from "../errors";
import { log } from "../log";

/** What of a refused request is kept. */
const BODY_CHARS_MAX = 4000;

/** Acts of governance that were refused are on the record, too: who tried what, and why it was not done. */
interface RefusedRequest {
  actor: Actor;
  /** The act that was tried, for example `guardian.intervene`. */
  act: string;
  /** The id in the path; where there is none, the path. */
  entity: string;
  path: string;
  body: string;
}

/** Keeps the refusal in the audit trail; a failure of ours, or too many requests, is no refusal. */
export async function recordRefusal(refused: RefusedRequest, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || NO_REFUSAL.has(error.code)) return;
  const { actor, act, entity, path, body } = refused;
  const detail = {
    code: error.code,
    message: error.message,
    path,
    authority: actor.authority,
    body: body.slice(0, BODY_CHARS_MAX),
    issues: error.issues.map(({ pointer, detail: message }) => ({ pointer, message })),
  };
  const entry = {
    actor,
    act: `${act}.refused`,
    entity,
    projectId: actor.projectId,
    reason: error.message,
    detail,
  };
  await transact("audit.refusal", (tx) => audit.append(tx, entry)).catch((failure: unknown) => {
    log().error({ err: failure, act }, "a refusal could not be recorded");
  });
}

const NO_REFUSAL = new Set<AppError["code"]>([
  "unauthenticated",
  "rate_limited",
  "internal",
  "unavailable",
  "idempotency_key_reused",
]);
