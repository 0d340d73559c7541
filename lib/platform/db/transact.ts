import { Prisma } from "@/lib/generated/prisma/client";
import { currentRequest } from "../context";
import { AppError } from "../errors";
import { announce, type Signal } from "../events/signals";
import { countEvents, measureUseCase } from "../metrics/use-case";
import { database } from "./client";

/** What stores take first: a transaction, or the plain client for a single read. */
export type Tx = Prisma.TransactionClient;

const RETRIES = 3;
const afterCommit = new WeakMap<Tx, Signal[]>();

/** Thrown inside a transaction whose Idempotency-Key another request has used already; `route()` replays. */
export class AlreadyDone extends Error {
  override readonly name = "AlreadyDone";
}

/**
 * Runs one use case as one transaction and returns what it returns. Events published inside wake their
 * readers only after the commit. Inside, use only `tx`: the embedded database has a single connection.
 * A deadlock or serialization failure is tried again, so `work` must have no effect outside the database.
 */
export function transact<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return measureUseCase(name, () => runWithRetries(name, work));
}

async function runWithRetries<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { prisma } = await database();
  return retrying(name, () => runOnce(prisma, work));
}

async function retrying<T>(name: string, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt > RETRIES || !isTransient(error)) throw translate(name, error);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

/** A use case that a single statement can do, outside a transaction or within one. */
export interface AtOnce<T> {
  /** Null when the statement cannot do it: then `within` is asked. */
  statement: () => Promise<T | null>;
  within: (tx: Tx) => Promise<T>;
  signals: (value: T) => Signal[];
}

/**
 * Runs a use case whose usual way is a single statement, atomic by itself, without the round trips of a
 * transaction. In a request with an Idempotency-Key it is a transaction all the same.
 */
export async function transactAtOnce<T>(name: string, work: AtOnce<T>): Promise<T> {
  if (currentRequest()?.idempotency) return transact(name, work.within);
  return measureUseCase(name, async () => {
    const value = await work.statement();
    if (value === null) return runWithRetries(name, work.within);
    tell(work.signals(value));
    return value;
  });
}

/** Runs one statement, which is atomic by itself; a deadlock is tried again. */
export async function runStatement<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { prisma } = await database();
  return retrying(name, () => work(prisma));
}

async function runOnce<T>(
  prisma: Awaited<ReturnType<typeof database>>["prisma"],
  work: (tx: Tx) => Promise<T>,
) {
  let signals: Signal[] = [];
  const result = await prisma.$transaction(
    async (tx) => {
      signals = [];
      afterCommit.set(tx, signals);
      await claimIdempotencyKey(tx);
      const value = await work(tx);
      await rememberReply(tx, value);
      return value;
    },
    { maxWait: 10_000, timeout: 20_000 },
  );
  tell(signals);
  return result;
}

/** What was committed is counted, and its readers are woken. */
function tell(signals: Signal[]): void {
  countEvents(signals);
  if (signals.length > 0) announce(signals);
}

/** One consistent read without a transaction of its own. */
export async function read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const { prisma } = await database();
  return work(prisma).catch((error: unknown) => {
    throw translate("this", error);
  });
}

/** Has these signals sent once the transaction has committed; nothing is sent when it rolls back. */
export function signalAfterCommit(tx: Tx, signal: Signal): void {
  const signals = afterCommit.get(tx);
  if (!signals) throw new Error("signalAfterCommit needs the tx of transact().");
  signals.push(signal);
}

async function claimIdempotencyKey(tx: Tx): Promise<void> {
  const idempotency = currentRequest()?.idempotency;
  if (!idempotency) return;
  const { actor, key, requestHash } = idempotency;
  const inserted = await tx.$executeRaw`
    INSERT INTO idempotency_keys (actor, key, request_hash) VALUES (${actor}, ${key}, ${requestHash})
    ON CONFLICT DO NOTHING`;
  if (inserted === 0) throw new AlreadyDone(key);
}

async function rememberReply(tx: Tx, value: unknown): Promise<void> {
  const idempotency = currentRequest()?.idempotency;
  if (!idempotency) return;
  const { actor, key } = idempotency;
  await tx.idempotencyKey.update({
    where: { actor_key: { actor, key } },
    data: {
      reply: value === undefined || value === null ? Prisma.JsonNull : (value as Prisma.InputJsonValue),
    },
  });
}

/** A raw query's deadlock has no code of Prisma's own, only PostgreSQL's: 40P01, or 40001 for a conflict. */
function isTransient(error: unknown): boolean {
  return (
    error instanceof Prisma.PrismaClientKnownRequestError &&
    (error.code === "P2034" || /^40(001|P01)$/.test(sqlState(error)))
  );
}

function sqlState(error: Prisma.PrismaClientKnownRequestError): string {
  const adapterError = error.meta?.driverAdapterError as { cause?: { originalCode?: string } } | undefined;
  return adapterError?.cause?.originalCode ?? "";
}

/** SQLSTATEs of values that no column holds: a NUL in text, half a surrogate pair in JSON, too large a number. */
const UNSTORABLE = new Set(["22003", "22021", "22P02", "22P05"]);

/** Whether a write was refused because another record has its name or number already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}

function translate(name: string, error: unknown): unknown {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    if (UNSTORABLE.has(sqlState(error))) {
      return new AppError("invalid_request", "A text or number in this request cannot be stored.", {
        cause: error,
      });
    }
    if (isUniqueViolation(error)) {
      return new AppError("conflict", "Another record already has this name or number.", { cause: error });
    }
    if (error.code === "P2003") {
      return new AppError("not_found", "Something that this refers to does not exist.", { cause: error });
    }
    if (isTransient(error) || error.code === "P2028") {
      return new AppError("unavailable", `The database was too busy for ${name}. Try again.`, {
        cause: error,
      });
    }
  }
  return error;
}
