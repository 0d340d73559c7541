import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AppError } from "@/lib/platform/errors";
import type { Encoding } from "./wire";

/** Of the body as it is sent, and as it is unpacked: a few bytes of gzip may stand for gigabytes. */
const BODY_BYTES_MAX = 8_000_000;

/** How the body is written; throws 415 for what is neither of OTLP's two encodings. */
export function encodingOf(headers: Headers): Encoding {
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf") return "protobuf";
  if (type === "application/json") return "json";
  throw new AppError("unsupported_media_type", "Send application/x-protobuf or application/json.");
}

/** The unpacked body, read no further than the limit; throws 400, 413 or 415. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  const packing = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (packing !== "gzip" && packing !== "identity") {
    throw new AppError(
      "unsupported_media_type",
      `Content-Encoding must be gzip or identity, not ${packing}.`,
    );
  }
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const sent = Readable.from(limited(request.body));
  return collect(packing === "gzip" ? unpack(sent) : sent);
}

function unpack(sent: Readable): Readable {
  // Its errors come out where it is read.
  return pipeline(sent, createGunzip(), () => {});
}

async function collect(bytes: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of limited(bytes)) chunks.push(chunk);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (code.startsWith("Z_"))
      throw new AppError("invalid_request", "The body is not valid gzip.", { cause });
    throw cause;
  }
  return Buffer.concat(chunks);
}

async function* limited(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > BODY_BYTES_MAX) throw tooLarge();
    yield chunk;
  }
}

function tooLarge(): AppError {
  const limit = BODY_BYTES_MAX.toLocaleString("en");
  return new AppError(
    "payload_too_large",
    `The body must not be over ${limit} bytes, unpacked or not. Send smaller batches.`,
  );
}
