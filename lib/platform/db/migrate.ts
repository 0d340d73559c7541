import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";

// External tables (pg-boss) live in a schema of their own, so no filter is needed.
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** The folder that holds `schema/` and `migrations/`; the production build carries a copy beside its server. */
export const PRISMA_DIR = join(process.cwd(), "prisma");

function readSchema(prismaDir: string): [string, string][] {
  const folder = join(prismaDir, "schema");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

/** The names of the migrations that this build carries. */
export function listMigrations(prismaDir = PRISMA_DIR): string[] {
  return readdirSync(join(prismaDir, "migrations"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function readMigrations(prismaDir: string) {
  const baseDir = join(prismaDir, "migrations");
  const migrationDirectories = listMigrations(prismaDir).map((path) => ({
    path,
    migrationFile: {
      path: "migration.sql",
      content: { tag: "ok" as const, value: readFileSync(join(baseDir, path, "migration.sql"), "utf8") },
    },
  }));
  const lockfile = { path: "migration_lock.toml", content: 'provider = "postgresql"\n' };
  return { baseDir, lockfile, shadowDbInitScript: "", migrationDirectories };
}

async function withEngine<T>(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  datamodels: [string, string][],
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const engine = await SchemaEngine.new(
    { datamodels },
    // Its log holds whole migration scripts; what was applied is in the return value, failures are thrown.
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}

/** Applies every pending migration with Prisma's own engine; returns the names it applied. */
export async function applyMigrations(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  prismaDir = PRISMA_DIR,
): Promise<string[]> {
  return withEngine(adapter, readSchema(prismaDir), async (engine) => {
    const applied = await engine.applyMigrations({
      migrationsList: readMigrations(prismaDir),
      filters: NO_FILTERS,
    });
    return applied.appliedMigrationNames;
  });
}

/** The SQL that would bring the connected database to the schema files; empty when they agree. */
export async function diffFromDatabase(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  prismaDir = PRISMA_DIR,
): Promise<string> {
  const files = readSchema(prismaDir).map(([path, content]) => ({ path, content }));
  return withEngine(adapter, readSchema(prismaDir), async (engine) => {
    const result = await engine.diff({
      from: { tag: "schemaDatasource", files, configDir: prismaDir },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    });
    return result.stdout ?? "";
  });
}
