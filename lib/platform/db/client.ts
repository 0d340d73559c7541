import { join } from "node:path";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import type { ConstructorOptions } from "pg-boss";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { env } from "../env";

/** How far the connections of this process are used; the embedded database has none. */
interface PoolUse {
  max: number;
  open: number;
  idle: number;
  /** Queries that wait for a connection. */
  waiting: number;
}

/** One open database, embedded or server; the rest of the code does not ask which. */
export interface Database {
  kind: "embedded" | "server";
  prisma: PrismaClient;
  adapter: SqlMigrationAwareDriverAdapterFactory;
  bossOptions: ConstructorOptions;
  listen(channel: string, receive: (payload: string) => void): Promise<() => Promise<void>>;
  poolUse(): PoolUse | null;
  notify(channel: string, payload: string): Promise<void>;
  close(): Promise<void>;
}

// Routes, pages and instrumentation are separate bundles: only globalThis is one.
const holder = globalThis as typeof globalThis & { omoiDatabase?: Promise<Database> | undefined };

/** The process's database, opened and migrated at the first call. */
export function database(): Promise<Database> {
  holder.omoiDatabase ??= open();
  return holder.omoiDatabase;
}

/** Tests and tools put a database of their own in place. */
export function replaceDatabase(next: Promise<Database> | undefined): void {
  holder.omoiDatabase = next;
}

async function open(): Promise<Database> {
  const { DATABASE_URL, DATABASE_POOL_MAX, dataDir } = env();
  if (DATABASE_URL) {
    const { openServer } = await import("./server");
    return openServer(DATABASE_URL, DATABASE_POOL_MAX);
  }
  const { openEmbedded } = await import("./embedded");
  return openEmbedded(join(dataDir, "pg"));
}

export async function closeDatabase(): Promise<void> {
  const open = holder.omoiDatabase;
  holder.omoiDatabase = undefined;
  await (await open)?.close();
}
