import { z } from "zod";
import { Instant } from "@/lib/platform/schema";
import { ArtifactId, AttemptId, AttemptRef, TaskId, Text } from "./ids";

export const ARTIFACT_BYTES_MAX = 5_000_000;
/** A request that carries such an artifact in base64. */
export const ARTIFACT_BODY_BYTES_MAX = 7_000_000;
/** Of one attempt, its log not counted. */
export const ARTIFACTS_MAX = 100;
export const LOG_BYTES_MAX = 5_000_000;
const LOG_CHUNK_BYTES_MAX = 256_000;

export const ArtifactType = z.enum([
  "requirements_document",
  "design_document",
  "code_changes",
  "test_results",
  "diff",
  "log",
  "report",
  "late_result",
  "other",
]);

export const Artifact = z
  .object({
    id: ArtifactId,
    taskId: TaskId,
    attemptId: AttemptId.nullable(),
    type: ArtifactType,
    name: z.string(),
    mediaType: z.string(),
    sizeBytes: z.int(),
    sha256: z
      .string()
      .nullable()
      .describe("Of the content; null for a reference and while a log still grows."),
    reference: z.string().nullable().describe("Where the content is, when it is not kept here."),
    createdAt: Instant,
  })
  .meta({ id: "Artifact" });
export type Artifact = z.infer<typeof Artifact>;

export const PutArtifact = AttemptRef.extend({
  type: ArtifactType.exclude(["log", "late_result"]),
  name: Text(200),
  mediaType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/, "Must be a media type, such as text/plain."),
  contentBase64: z.base64().optional().describe(`At most ${ARTIFACT_BYTES_MAX} bytes when decoded.`),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "Must be a SHA-256 in lower-case hexadecimal.")
    .optional()
    .describe("Of the content; when given, other content is refused."),
  reference: z
    .url({ protocol: /^https?$/, error: "Must be an http:// or https:// URL." })
    .max(2000)
    .optional()
    .describe("Instead of the content: where it is."),
})
  .refine((input) => (input.contentBase64 === undefined) !== (input.reference === undefined), {
    path: ["contentBase64"],
    error: "Give either contentBase64 or reference.",
  })
  // What the fields' own examples would make lacks a content.
  .meta({
    examples: [
      {
        attemptId: "att_01h455vb4pex5vsknk084sn02q",
        ...{
          fence: "1",
          type: "report",
          name: "summary.txt",
          mediaType: "text/plain",
          contentBase64: "b2s=",
        },
      },
    ],
  });
export type PutArtifact = z.infer<typeof PutArtifact>;

/** Appends to the attempt's log. Sending the same chunk again changes nothing. */
export const AppendLog = AttemptRef.extend({
  offset: z.int().min(0).max(LOG_BYTES_MAX).describe("Bytes of the log (UTF-8) before this chunk."),
  text: z.string().min(1).max(LOG_CHUNK_BYTES_MAX),
});
export type AppendLog = z.infer<typeof AppendLog>;

export const LogPosition = z
  .object({
    nextOffset: z.int(),
    full: z.boolean().describe("The log reached its cap; later output is dropped."),
  })
  .meta({ id: "LogPosition" });
export type LogPosition = z.infer<typeof LogPosition>;

export const LogQuery = z.strictObject({
  attempt: AttemptId,
  offset: z.coerce.number().int().min(0).default(0),
});
export type LogQuery = z.infer<typeof LogQuery>;

export const LogSlice = z
  .object({
    attemptId: AttemptId,
    text: z.string(),
    nextOffset: z.int(),
    sizeBytes: z.int(),
    closed: z.boolean().describe("The attempt has ended: nothing will follow."),
  })
  .meta({ id: "LogSlice" });
export type LogSlice = z.infer<typeof LogSlice>;
