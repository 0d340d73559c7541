// Writes the next migration: `npm run db:migration -- name`. Compares a freshly migrated embedded database
// with prisma/schema, so that it needs neither a network nor a shadow database.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openEmbedded } from "@/lib/platform/db/embedded";
import { diffFromDatabase, PRISMA_DIR } from "@/lib/platform/db/migrate";

const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error("Usage: npm run db:migration -- name_in_snake_case");
  process.exit(1);
}
const folder = join(PRISMA_DIR, "migrations");
mkdirSync(folder, { recursive: true });
const taken = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const db = await openEmbedded(undefined);
const sql = await diffFromDatabase(db.adapter);
await db.close();
if (!sql.trim() || sql.includes("This is an empty migration")) {
  console.log("The migrations already give the schema: nothing to write.");
  process.exit(0);
}
const next = `${String(taken.length + 1).padStart(3, "0")}_${name}`;
mkdirSync(join(folder, next));
writeFileSync(join(folder, next, "migration.sql"), sql);
console.log(`Wrote prisma/migrations/${next}/migration.sql. Read it before you commit it.`);
process.exit(0);
