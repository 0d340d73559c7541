import { z } from "zod";
import { Instant } from "@/lib/platform/schema";
import { ArtifactId, AttemptId, TaskId } from "./ids";

export const ARTIFACT_BYTES_MAX = 5_000_000;
/** A request that carries such an artifact in base64. */
export const ARTIFACT_BODY_BYTES_MAX = 7_000_000;
/** Of one attempt, its log not counted. */
export const ARTIFACTS_MAX = 100;
export const LOG_BYTES_MAX = 5_000_000;

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

export const LogPosition = z
  .object({
    nextOffset: z.int(),
    full: z.boolean().describe("The log reached its cap; later output is dropped."),
  })
  .meta({ id: "LogPosition" });
export type LogPosition = z.infer<typeof LogPosition>;

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
