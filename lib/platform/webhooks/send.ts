import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { Webhook } from "standardwebhooks";
import { hostOf, isPublicAddress, PrivateAddress, publicLookup, type Resolve } from "./address";

const RESPONSE_BYTES_MAX = 1024;

export interface Message {
  url: string;
  id: string;
  body: string;
  /** The present secret, and the former one while it is still good. */
  secrets: string[];
}

export interface Sending {
  timeoutMs: number;
  allowPrivate: boolean;
  resolve: Resolve;
  /** Fires when this server stops. */
  signal: AbortSignal;
}

/** What became of one attempt; `error` is null exactly when the receiver took the message (2xx). */
export interface Outcome {
  status: number | null;
  error: string | null;
  response: string | null;
}

/** Makes one attempt, signed as Standard Webhooks says. Never throws for what the receiver does, follows nothing. */
export async function send(message: Message, sending: Sending): Promise<Outcome> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  sending.signal.addEventListener("abort", abort);
  if (sending.signal.aborted) abort();
  const timer = setTimeout(abort, sending.timeoutMs);
  try {
    const reply = await post(message, { ...sending, signal: stop.signal });
    const { statusCode: status = 0 } = reply;
    // What was answered counts, however the rest of the answer fares.
    const response = await readStart(reply).catch(() => null);
    if (status >= 200 && status < 300) return { status, error: null, response };
    const isRedirect = status >= 300 && status < 400;
    return { status, error: isRedirect ? "Redirects are not followed." : `Answered ${status}.`, response };
  } catch (error) {
    if (sending.signal.aborted) throw error;
    const late = `No answer within ${sending.timeoutMs / 1000} s.`;
    return { status: null, error: stop.signal.aborted ? late : explain(error), response: null };
  } finally {
    clearTimeout(timer);
    sending.signal.removeEventListener("abort", abort);
  }
}

function post({ url: text, id, body, secrets }: Message, sending: Sending): Promise<IncomingMessage> {
  const url = new URL(text);
  const host = hostOf(url);
  // A bare address is connected to without any look-up.
  if (isIP(host) && !sending.allowPrivate && !isPublicAddress(host)) throw new PrivateAddress(host, host);
  const now = new Date();
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, now, body));
  return new Promise((resolve, reject) => {
    const open = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = open(
      url,
      {
        method: "POST",
        // A connection of its own each time: a kept one would have been checked long ago.
        agent: false,
        lookup: publicLookup(sending.resolve, sending.allowPrivate),
        signal: sending.signal,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "accept-encoding": "identity",
          "user-agent": "OmoiOS-Webhooks/1",
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
          "webhook-signature": signatures.join(" "),
        },
      },
      resolve,
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** The first kilobyte as text; the rest is not waited for. */
async function readStart(reply: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= RESPONSE_BYTES_MAX) break;
  }
  reply.destroy();
  const start = Buffer.concat(chunks).subarray(0, RESPONSE_BYTES_MAX);
  return new TextDecoder().decode(start).replaceAll("\0", "\u{fffd}");
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was cut.",
  ENOTFOUND: "The host's name is not known.",
  EAI_AGAIN: "The host's name could not be looked up.",
  EHOSTUNREACH: "The host could not be reached.",
  ENETUNREACH: "The host could not be reached.",
  ETIMEDOUT: "The connection could not be made in time.",
};

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && WORDS[code]) ?? (message || String(error)).slice(0, 500);
}
