import { Client } from "pg";
import { afterAll } from "vitest";
import { type Database, replaceDatabase } from "@/lib/platform/db/client";
import { openServer } from "@/lib/platform/db/server";

export interface ServerDatabase {
  url: string;
  database: Database;
}

export async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The address of a fresh database on the PostgreSQL of TEST_DATABASE_URL, dropped when the file has run. */
export async function anEmptyDatabase(): Promise<string> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error("TEST_DATABASE_URL names no PostgreSQL.");
  const name = `omoios_test_${Date.now()}_${Math.random().toString(36).slice(2, 8)}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name}`));
  afterAll(async () => {
    await onServer(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  });
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** A fresh, migrated PostgreSQL database, put in the place of the process's own. */
export async function aServerDatabase(poolMax = 12): Promise<ServerDatabase> {
  const url = await anEmptyDatabase();
  const database = await openServer(url, poolMax);
  // Hooks run in reverse: it is closed before it is dropped.
  afterAll(() => database.close());
  replaceDatabase(Promise.resolve(database));
  return { url, database };
}
