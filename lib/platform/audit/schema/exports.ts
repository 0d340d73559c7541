// The lines of an exported chain.
import { z } from "zod";
import { Instant } from "../../schema";
import { SignedHead } from "./chain";

/** The lines of an export, one JSON text each: the header, every link from the first on, the head. */
export const EXPORT_FORMAT = "omoios.audit/1";
export const ExportHeader = z.object({
  format: z.literal(EXPORT_FORMAT),
  exportedAt: Instant,
  entries: z.int(),
});
export type ExportHeader = z.infer<typeof ExportHeader>;
export const ExportLink = z.object({
  position: z.int(),
  body: z.string(),
  prevHash: z.string(),
  hash: z.string(),
});
export type ExportLink = z.infer<typeof ExportLink>;
/** Last of all. Without a signing key only the position and the hash are known. */
export const ExportHead = z.object({
  head: z.union([SignedHead, SignedHead.pick({ position: true, hash: true, at: true }).strict()]),
});
export type ExportHead = z.infer<typeof ExportHead>;
