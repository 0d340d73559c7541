import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { inject } from "vitest";

/** A new embedded database in memory, migrated and otherwise empty. */
export async function openFromDump(): Promise<PGlite> {
  const loadDataDir = new Blob([new Uint8Array(await readFile(inject("migratedDump")))]);
  return PGlite.create({ loadDataDir, extensions: { vector } });
}
