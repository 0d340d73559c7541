import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { Client, type ClientBase, Pool } from "pg";
import { PrismaClient } from "@/lib/generated/prisma/client";
import { AppError } from "../errors";
import { log } from "../log";
import type { Database } from "./client";
import { applyMigrations } from "./migrate";

const MIGRATION_LOCK = 7_402_117_001;
const RECONNECT_MS = 1000;

/** Said once connected: poolers refuse settings that come with the connection's start. */
const setting = (words: string) => async (client: ClientBase) => {
  await client.query(`SET ${words}`);
};

/** The error alone: the driver hangs its whole client on it, with every statement and the key that cancels them. */
function causeOf({ message, code }: Error & { code?: string }) {
  return { err: { message, code } };
}

/**
 * Opens PostgreSQL. Replicas that start together migrate one after the other, under an advisory lock. A statement
 * that begins with a comment of one word is prepared under that name: planning would cost more than running it.
 */
export async function openServer(url: string, poolMax: number, prismaDir?: string): Promise<Database> {
  const adapter = new PrismaPg({ connectionString: url, max: poolMax });
  await withAdvisoryLock(url, (client) => migrate(adapter, client, prismaDir));
  // A pool of ours, because the adapter's own would not say how far it is used.
  // Compiling costs more than it saves: what is asked here stops after a few rows, however much is foretold.
  const pool = new Pool({ connectionString: url, max: poolMax, onConnect: setting("jit = off") });
  // A pool leaves a connection that it is closing without a listener, and an error there would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  const onPoolError = (error: Error) => log().warn(causeOf(error), "idle connection lost");
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { onPoolError, statementNameGenerator }) });
  // Waking others must not wait for a disk: what they read is committed already.
  const onConnect = setting("synchronous_commit = off");
  const notifier = new Pool({ connectionString: url, max: 1, onConnect });
  notifier.on("connect", (client) => client.on("error", () => {}));
  notifier.on("error", (error) => log().warn(causeOf(error), "notify connection lost"));
  return {
    kind: "server",
    prisma,
    adapter,
    bossOptions: { connectionString: url, max: 4 },
    listen: (channel, receive) => listen(url, channel, receive),
    poolUse: () => ({
      max: poolMax,
      open: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    notify: async (channel, payload) => {
      await notifier.query("SELECT pg_notify($1, $2)", [channel, payload]);
    },
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([pool.end(), notifier.end()]);
    },
  };
}

const statementNameGenerator = ({ sql }: { sql: string }) => /^\s*\/\* (\w+) \*\//.exec(sql)?.[1] ?? "";

/**
 * Ends the engine's connections afterwards: it does not, and its own session lock on one of them would hold the
 * next replica up until that connection idles out.
 */
async function migrate(adapter: PrismaPg, client: Client, prismaDir: string | undefined): Promise<void> {
  const opened: { dispose(): Promise<void> }[] = [];
  try {
    await applyMigrations(runningWholeScripts(adapter, client, opened), prismaDir);
  } finally {
    await Promise.all(opened.map((connection) => connection.dispose()));
  }
}

/**
 * The driver adapter splits a script at every semicolon, which breaks function bodies. Sent whole, in one
 * simple query, a migration is also one implicit transaction.
 */
function runningWholeScripts(
  adapter: PrismaPg,
  client: Client,
  opened: { dispose(): Promise<void> }[],
): SqlMigrationAwareDriverAdapterFactory {
  const connect = async () => {
    const connection = await adapter.connect();
    opened.push(connection);
    connection.executeScript = async (script) => {
      await client.query(script);
    };
    return connection;
  };
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    connect,
    connectToShadowDb: () => adapter.connectToShadowDb(),
  };
}

async function withAdvisoryLock(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect().catch((cause: NodeJS.ErrnoException) => {
    const detail = `PostgreSQL could not be reached (${cause.code ?? cause.message}). Check DATABASE_URL.`;
    throw new AppError("unavailable", detail, { cause });
  });
  try {
    await requirePgvector(client);
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await work(client);
  } finally {
    await client.end();
  }
}

/** Asked first: a migration that fails half-way must be resolved by hand. */
async function requirePgvector(client: Client): Promise<void> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'");
  if (rowCount === 0) {
    throw new AppError("unavailable", "This PostgreSQL has no pgvector. Install it, then start again.");
  }
}

/** Listens on a connection of its own and reconnects when it breaks; what was missed meanwhile is found by polling. */
async function listen(url: string, channel: string, receive: (payload: string) => void) {
  let client: Client | undefined;
  let closed = false;
  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: url });
    next.on("error", (error) => log().warn(causeOf(error), "listen connection lost"));
    next.on("notification", (message) => receive(message.payload ?? ""));
    try {
      await next.connect();
      await next.query(`LISTEN ${channel}`);
    } catch (error) {
      await next.end().catch(() => {});
      throw error;
    }
    client = next;
    // Only a connection that stood: a failed one ends too, and each failure must cause one retry, not two.
    next.on("end", retryLater);
  };
  const retryLater = () => {
    if (!closed) setTimeout(reconnect, RECONNECT_MS).unref();
  };
  const reconnect = () => {
    if (closed) return;
    connect().catch((error: unknown) => {
      log().warn({ err: error }, "listen connection could not be opened");
      retryLater();
    });
  };
  await connect();
  return async () => {
    closed = true;
    await client?.end();
  };
}
