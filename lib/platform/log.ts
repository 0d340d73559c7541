import pino, { type Logger } from "pino";
import { currentRequest } from "./context";
import { env } from "./env";

const holder = globalThis as typeof globalThis & { omoiLog?: Logger };

function createLog(): Logger {
  return pino({
    level: env().LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: [
      "authorization",
      "cookie",
      "password",
      "secret",
      "token",
      "*.authorization",
      "*.cookie",
      "*.password",
      "*.secret",
      "*.token",
    ],
    mixin: () => {
      const request = currentRequest();
      return request ? { requestId: request.requestId } : {};
    },
  });
}

/** The process's structured log (JSON lines on stdout), with the request's id where there is one. */
export function log(): Logger {
  holder.omoiLog ??= createLog();
  return holder.omoiLog;
}
