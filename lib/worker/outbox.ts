// Results on their way: each lies on disk from before its first send until the control room has answered for good.
import { readdirSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ApiError } from "@/lib/client/http";
import { CompleteTask, FailTask, TaskId } from "@/lib/work/schema";
import type { WorkerApi } from "./api";
import { isRefusal, kindOfFailure, type Link } from "./link";
import type { Outcome } from "./outcome";
import type { Reporter } from "./report";
import { parseJson, readIfPresent, writeDurably } from "./state-dir";

/** A conflict may be our own earlier send, still being worked on; after this many it is an answer. */
const CONFLICTS_MAX = 5;

export const OutboxEntry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("complete"), taskId: TaskId, body: CompleteTask }),
  z.object({ kind: z.literal("fail"), taskId: TaskId, body: FailTask }),
]);
export type OutboxEntry = z.infer<typeof OutboxEntry>;

/** `late`: the lease was lost, and the control room keeps the result as a late one. */
export type Delivery = "accepted" | "late" | "refused";

export function toEntry(
  { taskId, attemptId, fence }: { taskId: string; attemptId: string; fence: string },
  outcome: Outcome,
  usage: CompleteTask["usage"],
): OutboxEntry {
  const body = { attemptId, fence, usage };
  return outcome.kind === "complete"
    ? { kind: "complete", taskId, body: { ...body, result: outcome.result } }
    : { kind: "fail", taskId, body: { ...body, error: outcome.error, retry: outcome.retry } };
}

export class Outbox {
  readonly #dir: string;
  readonly #api: WorkerApi;
  readonly #link: Link;
  readonly #report: Reporter;
  readonly #entries = new Map<string, OutboxEntry>();
  readonly #conflicts = new Map<string, number>();

  constructor(dir: string, api: WorkerApi, link: Link, report: Reporter) {
    this.#dir = dir;
    this.#api = api;
    this.#link = link;
    this.#report = report;
  }

  get size(): number {
    return this.#entries.size;
  }
  has(attemptId: string): boolean {
    return this.#entries.has(attemptId);
  }
  ids(): string[] {
    return [...this.#entries.keys()];
  }

  load(): void {
    for (const name of readdirSync(this.#dir).filter((file) => file.endsWith(".json"))) {
      const path = join(this.#dir, name);
      const entry = parseJson(OutboxEntry, readIfPresent(path));
      if (entry) {
        this.#entries.set(entry.body.attemptId, entry);
      } else {
        renameSync(path, `${path}.unreadable`);
        this.#report.say("unreadable", `${path} holds no result; it was set aside.`, { path });
      }
    }
  }

  async put(entry: OutboxEntry): Promise<void> {
    const text = JSON.stringify(entry);
    // As it will be read back: a repeated send, also by a later runner, must be the same to the byte.
    this.#entries.set(entry.body.attemptId, OutboxEntry.parse(JSON.parse(text)));
    try {
      await writeDurably(this.#file(entry.body.attemptId), text);
    } catch (error) {
      // A full disk must not cost the result: it is still delivered from memory.
      const reason = error instanceof Error ? error.message : String(error);
      this.#report.say("undurable", `${entry.taskId}: the result could not be written to disk: ${reason}`);
    }
  }

  /** Sends until the control room answers for good. Rejects when the signal ends the waiting. */
  async deliver(attemptId: string, signal?: AbortSignal): Promise<Delivery> {
    for (let failures = 1; ; failures++) {
      const entry = this.#entries.get(attemptId);
      if (!entry) return "accepted";
      const { delivery, error } = await this.#trySend(entry);
      if (delivery) return delivery;
      await this.#link.recovered.wait(this.#link.pauseMs(failures, error), signal);
      signal?.throwIfAborted();
    }
  }

  /** One try for each; what does not get through stays. */
  async deliverOnce(): Promise<void> {
    for (const entry of [...this.#entries.values()]) await this.#trySend(entry);
  }

  /** Without a delivery it has to be tried again. */
  async #trySend(entry: OutboxEntry): Promise<{ delivery?: Delivery; error?: unknown }> {
    const what = `result of ${entry.taskId}`;
    try {
      await this.#send(entry);
    } catch (error) {
      if (kindOfFailure(error) === null) throw error;
      if (isRefusal(error, "lease_lost")) return this.#settle(entry, "late");
      if (isRefusal(error) && !this.#mayBeOurOwn(entry, error)) {
        return this.#settle(entry, "refused", error.message);
      }
      this.#link.failed(what, error);
      return { error };
    }
    this.#link.succeeded(what);
    return this.#settle(entry, "accepted");
  }

  #mayBeOurOwn({ body: { attemptId } }: OutboxEntry, refusal: ApiError): boolean {
    if (refusal.code !== "conflict") return false;
    const conflicts = (this.#conflicts.get(attemptId) ?? 0) + 1;
    this.#conflicts.set(attemptId, conflicts);
    return conflicts < CONFLICTS_MAX;
  }

  #send(entry: OutboxEntry): Promise<unknown> {
    return entry.kind === "complete"
      ? this.#api.complete(entry.taskId, entry.body)
      : this.#api.fail(entry.taskId, entry.body);
  }

  async #settle(entry: OutboxEntry, delivery: Delivery, reason = "") {
    const { taskId } = entry;
    this.#link.forget(`result of ${taskId}`);
    this.#entries.delete(entry.body.attemptId);
    this.#conflicts.delete(entry.body.attemptId);
    await rm(this.#file(entry.body.attemptId), { force: true });
    const facts = { taskId, attemptId: entry.body.attemptId };
    if (delivery === "late") {
      this.#report.say(
        "late",
        `${taskId}: the lease was lost; the control room keeps the result as a late one.`,
        facts,
      );
    } else if (delivery === "refused") {
      this.#report.say("refused", `${taskId}: the control room refused the result: ${reason}`, facts);
    } else if (entry.kind === "complete") {
      this.#report.say("completed", taskId, facts);
    } else {
      const { kind, message } = entry.body.error;
      this.#report.say("failed", `${taskId} ${kind}: ${message.split("\n", 1)[0]}`, { ...facts, kind });
    }
    return { delivery };
  }

  #file(attemptId: string): string {
    return join(this.#dir, `${attemptId}.json`);
  }
}
