import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal";

/** Above what either provider takes of one call. */
const BODY_BYTES_MAX = 64_000_000;

/** The whole body of a metered call: what it may cost is decided before its first byte is sent. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const refuse = () =>
      reject(new Refusal(413, `A call must not be over ${BODY_BYTES_MAX.toLocaleString("en")} bytes.`));
    if (Number(request.headers["content-length"] ?? 0) > BODY_BYTES_MAX) return refuse();
    request
      .on("data", (part: Buffer) => {
        bytes += part.length;
        if (bytes <= BODY_BYTES_MAX) return parts.push(part);
        // The answer goes out on this connection, so the rest is read too, and forgotten.
        parts.length = 0;
        refuse();
      })
      .once("end", () => resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)))
      .once("error", reject)
      .once("close", () => reject(new Error("The caller hung up.")));
  });
}
