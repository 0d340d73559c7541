// One table of what the command's exit codes mean; scripts rely on it.
import { ApiError, ConnectionError } from "@/lib/client/http";
import { type ErrorCode, statusOf } from "@/lib/platform/errors";
import { KeyError } from "@/lib/worker/connection";
import { UsageError } from "@/lib/worker/usage-error";

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  denied: 4,
  absent: 5,
  conflict: 6,
  unsuccessful: 7,
  overdue: 8,
  incomplete: 9,
  spent: 10,
  broken: 11,
  waiting: 12,
  rejected: 13,
  stale: 14,
  faulty: 15,
} as const;

export const EXIT_MEANINGS: Record<keyof typeof EXIT, string> = {
  ok: "done",
  failed: "the control room refused it or failed, for a reason not named below",
  usage: "wrong options",
  unreachable: "the control room could not be reached, or is not ready",
  denied: "the key is missing, not valid, or lacks a right",
  absent: "there is no such thing, or it is of another project",
  conflict: "its state does not allow it, or somebody was faster",
  unsuccessful: "tasks wait: a task failed or was cancelled; guardian: the intervention failed",
  overdue: "tasks wait and guardian --wait: the time is over",
  incomplete: "costs import: some lines could not be read, or some calls were refused",
  spent: "budgets check: a budget has too little left",
  broken: "audit verify: the chain is broken, or not signed by a trusted key",
  waiting: "guardian: nothing is done yet, it waits for a person's approval",
  rejected: "guardian: it is not in force: rejected, not approved in time, or taken back since",
  stale: "guardian: nothing is done, its target has changed since it was asked for",
  faulty: "policies check: a text has faults",
};

export function exitCodeOf(error: unknown): number {
  if (error instanceof KeyError) return EXIT.denied;
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof ConnectionError) return EXIT.unreachable;
  return error instanceof ApiError ? exitCodeOfProblem(error.code) : EXIT.failed;
}

function exitCodeOfProblem(code: ErrorCode): number {
  const status = statusOf(code);
  if (status === 401 || status === 403) return EXIT.denied;
  if (status === 404 || status === 410) return EXIT.absent;
  if (status === 409 || status === 422) return EXIT.conflict;
  return status === 429 || status === 503 ? EXIT.unreachable : EXIT.failed;
}
