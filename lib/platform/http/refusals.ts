import { appendRefusal } from "../audit/refusals";
import type { Actor } from "../auth/actor";
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
  /** Asked once it is known to be kept. */
  about?: (() => Promise<About | null>) | undefined;
}

/** What an act was to be done to, as far as who asked may see it: its id, and words for it. */
export interface About {
  /** Where it is not the one that the path names. */
  entity?: string;
  detail: Record<string, unknown>;
}

/** What a route's `about` is told: the path's parameters and the body as they were sent, which may be anything. */
export interface AskedFor {
  params: Record<string, unknown>;
  body: unknown;
}

/** Keeps the refusal in the audit trail; a failure of ours, or too many requests, is no refusal. */
export async function recordRefusal(refused: RefusedRequest, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || NO_REFUSAL.has(error.code)) return;
  const { actor, act, path, body } = refused;
  const { code, message } = error;
  const about = await findAbout(refused.about, act);
  const entity = about?.entity ?? refused.entity;
  const detail = {
    ...about?.detail,
    path,
    authority: actor.authority,
    body: body.slice(0, BODY_CHARS_MAX),
    issues: error.issues.map((issue) => ({ pointer: issue.pointer, message: issue.detail })),
  };
  const refusal = { actor, act, entity, projectId: actor.projectId, code, message, detail };
  await appendRefusal(refusal).catch((failure: unknown) => {
    log().error({ err: failure, act }, "a refusal could not be recorded");
  });
}

/** Words are a help to those who read the trail: without them the refusal is kept all the same. */
export async function findAbout(about: RefusedRequest["about"], asked: string): Promise<About | null> {
  return (about?.() ?? Promise.resolve(null)).catch((failure: unknown) => {
    if (!(failure instanceof AppError))
      log().error({ err: failure, asked }, "a refusal could not be described");
    return null;
  });
}

/** A body as JSON; undefined where it is none. */
export function readSent(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const NO_REFUSAL = new Set<AppError["code"]>([
  "unauthenticated",
  "rate_limited",
  "internal",
  "unavailable",
  "idempotency_key_reused",
]);
