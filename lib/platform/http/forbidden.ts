// What a credential has no right to, wherever it was asked for: who tried to go beyond it is on the record.
import { appendRefusal } from "../audit/refusals";
import { AuthorityLevel } from "../auth/access";
import type { Actor } from "../auth/actor";
import { AppError } from "../errors";
import { log } from "../log";
import { type About, findAbout } from "./refusals";

const ACT = "access.request";
const CHARS_MAX = 200;
const KEY = /omoi_[\w-]{8,}/g;
/** Ids and paths are the caller's words, and somebody's may be a key. */
const safely = (text: string) => text.replace(KEY, "omoi_…").slice(0, CHARS_MAX);

/** A request or a form that would change something. What was sent is not kept: it may hold passwords, prompts or results. */
interface ForbiddenRequest {
  actor: Actor;
  /** Such as `POST /tasks/{id}/cancel` or `Form “Issue a key”`: of so many kinds as there are routes and forms. */
  operation: string;
  /** The id of what it was about; where there is none, the path. */
  entity: string;
  path: string;
  about?: (() => Promise<About | null>) | undefined;
}

const READS = new Set<string | undefined>(["GET", "HEAD"]);

/** Whether a request of this method changes something, so that its refusal is on the record. */
export const isChanging = (method: string | undefined) => !READS.has(method);

/** Keeps in the audit trail that the right to change something was missing; every other error is none of its business. */
export async function recordForbidden(request: ForbiddenRequest, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || error.code !== "forbidden") return;
  const { actor, path } = request;
  const operation = safely(request.operation);
  const { code, message, facts } = error;
  const about = await findAbout(request.about, operation);
  const detail = {
    ...about?.detail,
    operation,
    path: safely(path),
    authority: actor.authority,
    scopes: actor.scopes,
    ...("scope" in facts ? { neededScope: facts.scope } : {}),
    ...("needed" in facts ? { neededAuthority: levelName(facts.needed) } : {}),
  };
  const entity = safely(about?.entity ?? request.entity);
  const refusal = { actor, act: ACT, operation, entity, projectId: actor.projectId, code, message, detail };
  await appendRefusal(refusal).catch((failure: unknown) => {
    log().error({ err: failure, operation }, "a refusal could not be recorded");
  });
}

function levelName(needed: unknown): unknown {
  return Object.entries(AuthorityLevel).find(([, level]) => level === needed)?.[0] ?? needed;
}
