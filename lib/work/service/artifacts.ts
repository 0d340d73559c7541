import { type Actor, requireScope, seenBy } from "@/lib/platform/auth/actor";
import { read, signalAfterCommit, transact } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { publish } from "@/lib/platform/events/service";
import { newId } from "@/lib/platform/ids";
import {
  type AppendLog,
  ARTIFACT_BYTES_MAX,
  ARTIFACTS_MAX,
  type Artifact,
  LOG_BYTES_MAX,
  type LogPosition,
  type LogQuery,
  type LogSlice,
  type PutArtifact,
} from "../schema";
import * as store from "../store/artifacts";
import { findAttempt } from "../store/attempts";
import { isLive, leaseLost, lockOwnAttempt } from "./held";
import { taskEvent } from "./task-event";

/**
 * Stores an artifact of a live attempt, or a reference to it. The same under the same name again changes nothing.
 * Throws `payload_too_large`, and `invalid_request` for content that has not the hash given.
 */
export async function putArtifact(actor: Actor, taskId: string, input: PutArtifact): Promise<Artifact> {
  requireScope(actor, "work:run");
  const content = readContent(input);
  const reference = input.reference ?? null;
  return transact("artifact.put", async (tx) => {
    const held = await lockOwnAttempt(tx, actor, taskId, input.attemptId);
    if (!isLive(held, input)) throw leaseLost(held);
    const { attemptId, projectId } = held;
    const there = await store.findArtifactOf(tx, attemptId, input.type, input.name);
    if (there) {
      if (there.sha256 === (content && store.hashOf(content)) && there.reference === reference) return there;
      throw new AppError("conflict", "This attempt has an artifact of this name with other content already.");
    }
    if ((await store.countArtifacts(tx, attemptId)) >= ARTIFACTS_MAX) {
      throw new AppError("invalid_state", `An attempt may have ${ARTIFACTS_MAX} artifacts and has them.`);
    }
    const { type, name, mediaType } = input;
    const artifact = { id: newId("art"), projectId, taskId, attemptId, type, name, mediaType, reference };
    const stored = await store.insertArtifact(tx, artifact, content);
    const payload = { attemptId, artifactId: stored.id, name, artifactType: type };
    await publish(tx, actor, taskEvent("task.artifact_added", held, payload));
    return stored;
  });
}

function readContent(input: PutArtifact): Uint8Array<ArrayBuffer> | null {
  if (input.contentBase64 === undefined) return null;
  const content = new Uint8Array(Buffer.from(input.contentBase64, "base64"));
  if (content.byteLength > ARTIFACT_BYTES_MAX) {
    throw new AppError("payload_too_large", `An artifact must not be over ${ARTIFACT_BYTES_MAX} bytes.`);
  }
  const sha256 = store.hashOf(content);
  if (input.sha256 && input.sha256 !== sha256) {
    const detail = `The content has the SHA-256 ${sha256}: it was changed on the way, or another file was hashed.`;
    throw new AppError("invalid_request", detail, { issues: [{ in: "body", pointer: "/sha256", detail }] });
  }
  return content;
}

export interface Download {
  artifact: Artifact;
  content: Uint8Array;
}

export async function downloadArtifact(actor: Actor, taskId: string, id: string): Promise<Download> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const artifact = seenBy(actor, "artifact", await store.findArtifact(tx, id));
    if (artifact.taskId !== taskId) throw new AppError("not_found", "There is no such artifact.");
    if (artifact.reference) {
      const detail = "The content of this artifact is not kept here; see its reference.";
      throw new AppError("invalid_state", detail, { facts: { reference: artifact.reference } });
    }
    return { artifact, content: await store.readArtifact(tx, artifact) };
  });
}

/**
 * Appends to the log of a live attempt. `offset` is the position in bytes that the runner believes in: a chunk
 * that is there already is skipped, a gap is refused with `conflict` and the position expected.
 */
export async function appendLog(actor: Actor, taskId: string, input: AppendLog): Promise<LogPosition> {
  requireScope(actor, "work:run");
  return transact("log.append", async (tx) => {
    const held = await lockOwnAttempt(tx, actor, taskId, input.attemptId);
    if (!isLive(held, input)) throw leaseLost(held);
    const { attemptId, projectId } = held;
    const log = await store.openLog(tx, {
      id: newId("art"),
      projectId,
      taskId,
      attemptId,
      type: "log",
      name: `attempt-${held.number}.log`,
      mediaType: "text/plain; charset=utf-8",
    });
    if (input.offset > log.sizeBytes) {
      throw new AppError("conflict", `The log has ${log.sizeBytes} bytes; the chunk begins after its end.`, {
        facts: { nextOffset: log.sizeBytes },
      });
    }
    const bytes = new TextEncoder().encode(input.text).subarray(log.sizeBytes - input.offset);
    const fresh = bytes.subarray(0, Math.max(0, LOG_BYTES_MAX - log.sizeBytes));
    if (fresh.byteLength > 0) {
      await store.appendChunk(tx, log.id, log.sizeBytes, new Uint8Array(fresh));
      signalAfterCommit(tx, { topic: "log", id: attemptId });
    }
    const nextOffset = log.sizeBytes + fresh.byteLength;
    return { nextOffset, full: nextOffset >= LOG_BYTES_MAX };
  });
}

/** A slice of an attempt's log from a byte position on; `closed` says that nothing will follow. */
export async function readLog(actor: Actor, taskId: string, query: LogQuery): Promise<LogSlice> {
  requireScope(actor, "work:read");
  return read(async (tx) => {
    const attempt = seenBy(actor, "attempt of this task", await findAttempt(tx, taskId, query.attempt));
    const { bytes, sizeBytes } = await store.readLog(tx, attempt.id, query.offset);
    const nextOffset = query.offset + bytes.byteLength;
    return {
      attemptId: attempt.id,
      text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes),
      nextOffset,
      sizeBytes,
      closed: attempt.endedAt !== null && nextOffset >= sizeBytes,
    };
  });
}
