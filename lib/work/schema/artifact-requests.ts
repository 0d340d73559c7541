// Apart from the replies, which are all that a browser parses.
import { z } from "zod";
import { ARTIFACT_BYTES_MAX, ArtifactType, LOG_BYTES_MAX } from "./artifacts";
import { AttemptId, AttemptRef, Said } from "./ids";

const LOG_CHUNK_BYTES_MAX = 256_000;

export const PutArtifact = AttemptRef.extend({
  type: ArtifactType.exclude(["log", "late_result"]),
  name: Said(200),
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
        fence: "1",
        type: "report",
        name: "summary.txt",
        mediaType: "text/plain",
        contentBase64: "b2s=",
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

export const LogQuery = z.strictObject({
  attempt: AttemptId,
  offset: z.coerce.number().int().min(0).default(0),
});
export type LogQuery = z.infer<typeof LogQuery>;
