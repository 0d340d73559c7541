// The audit chain of a PostgreSQL, read by SQL of this command's own: the server is not asked, since it is not believed.
import type { Client } from "pg";
import type { StoredLink } from "@/lib/platform/audit/chain/follow";
import type { SignedHead } from "@/lib/platform/audit/chain/head";
import { UsageError } from "@/lib/worker/usage-error";

const PAGE = 2000;

type OnPage = (heads: SignedHead[]) => void;
type HeadRow = Omit<SignedHead, "at"> & { at: Date };

export interface AuditDatabase {
  newest: SignedHead | null;
  head: { position: number; hash: string } | null;
  pages: AsyncIterable<StoredLink[]>;
  rowBody(position: number): Promise<string | null>;
  findUnlinked(): Promise<string | null>;
  close(): Promise<void>;
}

/** `onPage` is told the heads of each page before the page itself. */
export async function openAuditDatabase(url: string, onPage: OnPage): Promise<AuditDatabase> {
  const client = await connect(url);
  try {
    // One snapshot: what is appended meanwhile is not part of it.
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const newest = await client.query<HeadRow>(
      `${HEADS} ORDER BY audit_heads.position DESC, audit_heads.at DESC LIMIT 1`,
    );
    const head = await client.query("SELECT position::float8 AS position, hash FROM audit_chain_head");
    return {
      newest: newest.rows.map(toHead)[0] ?? null,
      head: head.rows[0] ?? null,
      pages: readLinks(client, onPage),
      rowBody: async (position) => (await client.query(ROW_BODY, [position])).rows[0]?.body ?? null,
      findUnlinked: async () => (await client.query(UNLINKED)).rows[0]?.id ?? null,
      close: () => client.end(),
    };
  } catch (cause) {
    await client.end();
    throw new UsageError(`This database has no audit chain: ${(cause as Error).message}.`, { cause });
  }
}

async function connect(url: string): Promise<Client> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`PostgreSQL could not be reached: ${cause.code ?? cause.message}.`, { cause });
  });
  return client;
}

async function* readLinks(client: Client, onPage: OnPage): AsyncGenerator<StoredLink[]> {
  for (let after = 0; ; ) {
    const { rows } = await client.query<StoredLink>(LINKS, [after, PAGE]);
    const last = rows.at(-1);
    if (!last) return;
    const heads = await client.query<HeadRow>(
      `${HEADS} WHERE position > $1 AND position <= $2 ORDER BY audit_heads.position, audit_heads.at`,
      [after, last.position],
    );
    onPage(heads.rows.map(toHead));
    yield rows;
    after = last.position;
  }
}

function toHead(row: HeadRow): SignedHead {
  return { ...row, at: row.at.toISOString() };
}

const HEADS = `
  SELECT position::float8 AS position, hash, at, key_id AS "keyId", public_key AS "publicKey", signature FROM audit_heads`;

// Written out and not asked of audit_body(): whoever altered the rows could have altered that function, too.
const BODY = `'{"act":' || to_json(e.act)::text || ',"actor":' || to_json(e.actor)::text
  || ',"actorName":' || to_json(e.actor_name)::text
  || ',"at":"' || to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  || '","detail":' || e.detail || ',"entity":' || to_json(e.entity)::text || ',"id":' || to_json(e.id)::text
  || ',"position":' || c.position || ',"projectId":' || coalesce(to_json(e.project_id)::text, 'null')
  || ',"reason":' || coalesce(to_json(e.reason)::text, 'null') || ',"seq":' || e.seq || '}'`;
const LINKS = `
  SELECT c.position::float8 AS position, c.body, c.prev_hash AS "prevHash", c.hash,
    CASE WHEN e.seq IS NULL THEN 'missing' WHEN ${BODY} = c.body THEN 'same' ELSE 'altered' END AS row
  FROM audit_chain c LEFT JOIN audit_entries e ON e.seq = c.seq
  WHERE c.position > $1 ORDER BY c.position LIMIT $2`;
const ROW_BODY = `
  SELECT ${BODY} AS body FROM audit_chain c JOIN audit_entries e ON e.seq = c.seq WHERE c.position = $1`;
const UNLINKED = `
  SELECT e.id FROM audit_entries e LEFT JOIN audit_chain c ON c.seq = e.seq WHERE c.seq IS NULL ORDER BY e.seq LIMIT 1`;
