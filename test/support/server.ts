import { Client } from "pg";
import { database, replaceDatabase } from "@/lib/platform/db/client";
import { openServer } from "@/lib/platform/db/server";

interface ServerDatabase {
  url: string;
  drop: () => Promise<void>;
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

/** A pool that has ended may still be closing connections; one that is cut off meanwhile fails where nobody listens. */
async function untilLeft(client: Client, database: string): Promise<void> {
  for (let looks = 0; looks < 40; looks += 1) {
    const { rows } = await client.query("SELECT 1 FROM pg_stat_activity WHERE datname = $1", [database]);
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A fresh database on the PostgreSQL of TEST_DATABASE_URL; who asks for it drops it. */
export async function anEmptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error("TEST_DATABASE_URL names no PostgreSQL.");
  const name = `omoios_test_${Date.now()}_${Math.random().toString(36).slice(2, 8)}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name}`));
  const drop = async () => {
    await onServer(server, async (client) => {
      await untilLeft(client, name);
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    });
  };
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, drop };
}

/** A fresh, migrated PostgreSQL database in the place of the process's own; `drop` it in the end. */
export async function aServerDatabase(poolMax = 12): Promise<ServerDatabase> {
  const { url, drop } = await anEmptyDatabase();
  const database = await openServer(url, poolMax);
  replaceDatabase(Promise.resolve(database));
  const closeAndDrop = async () => {
    await database.close();
    await drop();
  };
  return { url, drop: closeAndDrop };
}

/** The same through two pools, as two replicas have: whoever begins is on the one or on the other. */
export async function aServerOfTwoPools(poolMax: number): Promise<ServerDatabase> {
  const { url, drop } = await aServerDatabase(poolMax);
  const first = await database();
  const second = await openServer(url, poolMax);
  let turn = 0;
  const both = Object.create(first, { prisma: { get: () => [first, second][turn++ % 2]?.prisma } });
  replaceDatabase(Promise.resolve(both));
  const closeAndDrop = async () => {
    await second.close();
    await drop();
  };
  return { url, drop: closeAndDrop };
}
