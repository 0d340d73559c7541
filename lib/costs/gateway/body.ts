import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal";

/** Above what either provider takes of one call. */
const BODY_BYTES_MAX = 64_000_000;

/** The whole body of a metered call: what it may cost is decided before its first byte is sent. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = () =>
    new Refusal(413, `A call must not be over ${BODY_BYTES_MAX.toLocaleString("en")} bytes.`);
  if (Number(request.headers["content-length"] ?? 0) > BODY_BYTES_MAX) throw tooLarge();
  const parts: Buffer[] = [];
  let bytes = 0;
  // What is too large is still to be answered, on the same connection.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) throw tooLarge();
    parts.push(part);
  }
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
