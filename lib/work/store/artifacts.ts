import { createHash } from "node:crypto";
import type { Artifact as ArtifactRow } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import type { Artifact } from "../schema";

export interface NewArtifact {
  id: string;
  projectId: string;
  taskId: string;
  attemptId: string;
  type: Artifact["type"];
  name: string;
  mediaType: string;
}

export function hashOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Stores an artifact. Its content is kept once a project, by its SHA-256; a reference has none. */
export async function insertArtifact(
  tx: Tx,
  artifact: NewArtifact & { reference: string | null },
  content: Uint8Array<ArrayBuffer> | null,
): Promise<Artifact> {
  const sha256 = content && hashOf(content);
  if (content && sha256) {
    await tx.$executeRaw`
      INSERT INTO blobs (project_id, sha256, content) VALUES (${artifact.projectId}, ${sha256}, ${content})
      ON CONFLICT DO NOTHING`;
  }
  return toArtifact(
    await tx.artifact.create({ data: { ...artifact, sizeBytes: content?.byteLength ?? 0, sha256 } }),
  );
}

export async function listArtifacts(tx: Tx, taskId: string): Promise<Artifact[]> {
  const rows = await tx.artifact.findMany({ where: { taskId }, orderBy: { id: "desc" }, take: 200 });
  return rows.map(toArtifact);
}

/** The types of artifact that a ticket's tasks have produced. */
export async function listProducedTypes(tx: Tx, ticketId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ type: string }[]>`
    SELECT DISTINCT a.type FROM artifacts a JOIN tasks t ON t.id = a.task_id WHERE t.ticket_id = ${ticketId}`;
  return rows.map((row) => row.type);
}

export async function countArtifacts(tx: Tx, attemptId: string): Promise<number> {
  return tx.artifact.count({ where: { attemptId, type: { notIn: ["log", "late_result"] } } });
}

export async function findArtifactOf(
  tx: Tx,
  attemptId: string,
  type: string,
  name: string,
): Promise<Artifact | null> {
  const row = await tx.artifact.findFirst({ where: { attemptId, type, name } });
  return row && toArtifact(row);
}

export async function findArtifact(tx: Tx, id: string): Promise<(Artifact & { projectId: string }) | null> {
  const row = await tx.artifact.findUnique({ where: { id } });
  return row && { ...toArtifact(row), projectId: row.projectId };
}

/** The content of an artifact: one blob, or a log's chunks. */
export async function readArtifact(
  tx: Tx,
  { id, type, sha256, projectId }: Artifact & { projectId: string },
): Promise<Uint8Array> {
  if (type !== "log" && sha256) {
    const blob = await tx.blob.findUniqueOrThrow({ where: { projectId_sha256: { projectId, sha256 } } });
    return blob.content;
  }
  const chunks = await tx.artifactChunk.findMany({
    where: { artifactId: id },
    orderBy: { offsetBytes: "asc" },
  });
  return Buffer.concat(chunks.map((chunk) => chunk.content));
}

/** The attempt's log artifact, made at its first chunk. The caller holds the task's lock, so there is only one. */
export async function openLog(tx: Tx, artifact: NewArtifact): Promise<{ id: string; sizeBytes: number }> {
  const found = await tx.artifact.findFirst({
    where: { attemptId: artifact.attemptId, type: "log" },
    select: { id: true, sizeBytes: true },
  });
  return found ?? tx.artifact.create({ data: artifact, select: { id: true, sizeBytes: true } });
}

export async function appendChunk(
  tx: Tx,
  artifactId: string,
  offsetBytes: number,
  content: Uint8Array<ArrayBuffer>,
) {
  await tx.artifactChunk.create({ data: { artifactId, offsetBytes, content } });
  await tx.$executeRaw`
    UPDATE artifacts SET size_bytes = ${offsetBytes + content.byteLength}::int, grown_at = now() WHERE id = ${artifactId}`;
}

const SLICE_CHUNKS_MAX = 100;

/** The log's bytes from `offset` on, as far as one reply goes. */
export async function readLog(tx: Tx, attemptId: string, offset: number) {
  const [log] = await tx.$queryRaw<{ id: string; sizeBytes: number }[]>`
    SELECT id, size_bytes AS "sizeBytes" FROM artifacts WHERE attempt_id = ${attemptId} AND type = 'log'`;
  if (!log) return { sizeBytes: 0, bytes: new Uint8Array() };
  const chunks = await tx.$queryRaw<{ offset: number; content: Uint8Array }[]>`
    SELECT offset_bytes AS offset, content FROM artifact_chunks
    WHERE artifact_id = ${log.id} AND offset_bytes + length(content) > ${offset}
    ORDER BY offset_bytes LIMIT ${SLICE_CHUNKS_MAX}`;
  const [first] = chunks;
  const bytes = Buffer.concat(chunks.map((chunk) => chunk.content));
  return { sizeBytes: log.sizeBytes, bytes: bytes.subarray(first ? Math.max(0, offset - first.offset) : 0) };
}

function toArtifact(row: ArtifactRow): Artifact {
  return {
    id: row.id,
    taskId: row.taskId,
    attemptId: row.attemptId,
    type: row.type as Artifact["type"],
    name: row.name,
    mediaType: row.mediaType,
    sizeBytes: row.sizeBytes,
    sha256: row.sha256,
    reference: row.reference,
    createdAt: row.createdAt.toISOString(),
  };
}
