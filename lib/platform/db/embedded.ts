import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { fromPglite } from "pg-boss";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { PrismaClient } from "@/lib/generated/prisma/client";
import type { Database } from "./client";
import { tellingCommits } from "./commit";
import { lockDataDir } from "./lock";
import { applyMigrations } from "./migrate";

/** Opens the embedded database. `dataDir` undefined keeps it in memory (tests). Refuses a folder in use. */
export async function openEmbedded(dataDir: string | undefined, prismaDir?: string): Promise<Database> {
  if (dataDir) mkdirSync(dirname(dataDir), { recursive: true });
  const unlock = dataDir ? lockDataDir(dataDir) : () => {};
  try {
    return await open(dataDir, prismaDir, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function open(
  dataDir: string | undefined,
  prismaDir: string | undefined,
  unlock: () => void,
): Promise<Database> {
  const pglite = await PGlite.create({ ...(dataDir ? { dataDir } : {}), extensions: { vector } });
  const adapter = new PrismaPGlite(pglite);
  await applyMigrations(adapter, prismaDir);
  return toDatabase(pglite, adapter, unlock);
}

/** An open, migrated PGlite as the process's database; tests restore one from a dump. */
export function toDatabase(pglite: PGlite, adapter = new PrismaPGlite(pglite), unlock = () => {}): Database {
  const prisma = new PrismaClient({ adapter: tellingCommits(adapter) });
  return {
    kind: "embedded",
    prisma,
    adapter,
    bossOptions: { db: fromPglite(pglite) },
    // One process, one instance: the in-process emitter reaches every reader already.
    listen: async () => async () => {},
    poolUse: () => null,
    notify: async () => {},
    close: async () => {
      await prisma.$disconnect();
      if (!pglite.closed) await pglite.close();
      unlock();
    },
  };
}
