import { type Actor, requireScope } from "../auth/actor";
import { read } from "../db/transact";
import { AppError } from "../errors";
import {
  EXPORT_FORMAT,
  type ExportAuditQuery,
  type ExportHead,
  type ExportHeader,
  type ExportLink,
} from "./schema";
import { signNow } from "./signing";
import { findHead, listLinks } from "./store/chain";
import { exportAuditCsv } from "./trail";

const PAGE = 1000;

/** Throws `forbidden` for a key of one project: a chain is whole or proves nothing. */
export function requireWhole(actor: Actor): void {
  requireScope(actor, "audit:read");
  if (actor.projectId === null) return;
  throw new AppError("forbidden", "The chain is of the whole installation, and this key is of one project.");
}

/** The whole chain, or as CSV the entries that match. */
export function exportAudit(actor: Actor, { format, ...filter }: ExportAuditQuery): Promise<Response> {
  return format === "csv" ? exportAuditCsv(actor, filter) : exportChain(actor);
}

/** The whole chain as NDJSON: a header, every link from the first on, and the head, signed where there is a key. */
async function exportChain(actor: Actor): Promise<Response> {
  requireWhole(actor);
  const signed = await signNow();
  const head = signed ?? (await read(findHead));
  if (!head) throw new AppError("invalid_state", "The chain has lost its head row: see the verification.");
  const lines = encoded(head);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const line = await lines.next();
      if (line.done) controller.close();
      else controller.enqueue(line.value);
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "application/x-ndjson",
      "content-disposition": `attachment; filename="audit-${head.position}.ndjson"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

async function* encoded(head: ExportHead["head"]): AsyncGenerator<Uint8Array, undefined> {
  const encoder = new TextEncoder();
  const toLine = (value: ExportHeader | ExportLink | ExportHead) => `${JSON.stringify(value)}\n`;
  yield encoder.encode(toLine({ format: EXPORT_FORMAT, exportedAt: head.at, entries: head.position }));
  for (let after = 0; after < head.position; ) {
    const links = await read((tx) => listLinks(tx, after, head.position, PAGE));
    const last = links.at(-1);
    // What is missing is for the verifier to name: the export tells what there is.
    if (!last) break;
    yield encoder.encode(links.map(({ row: _, ...link }) => toLine(link)).join(""));
    after = last.position;
  }
  yield encoder.encode(toLine({ head }));
  return undefined;
}
