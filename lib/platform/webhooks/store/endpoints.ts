import type { Prisma, WebhookEndpoint } from "@/lib/generated/prisma/client";
import type { Tx } from "../../db/transact";
import { routeWarning } from "../known-routes";
import { FORMER_SECRET_HOURS, healthOf } from "../rules";
import { DisabledReason, type Webhook, WebhookFormat } from "../schema";

type NewEndpoint = Pick<
  Prisma.WebhookEndpointUncheckedCreateInput,
  "id" | "name" | "url" | "projectId" | "secretSealed" | "createdBy"
> & { types: string[]; format?: WebhookFormat | undefined; route?: string | null | undefined };

export async function insertEndpoint(tx: Tx, row: NewEndpoint): Promise<Webhook> {
  return toWebhook(await tx.webhookEndpoint.create({ data: row }), 0);
}

export async function findEndpoint(tx: Tx, id: string): Promise<Webhook | null> {
  const row = await tx.webhookEndpoint.findUnique({ where: { id }, include: PENDING });
  return row && toWebhook(row, row._count.deliveries);
}

const ENDPOINTS_LOCK = 7_402_117_004;

/** Until the transaction ends: endpoints made at once would else be counted at once, and go over the limit together. */
export async function lockEndpoints(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ENDPOINTS_LOCK})`;
}

export async function countEndpoints(tx: Tx): Promise<number> {
  return tx.webhookEndpoint.count();
}

export async function listEndpoints(tx: Tx, projectId: string | null): Promise<Webhook[]> {
  const rows = await tx.webhookEndpoint.findMany({
    where: projectId ? { projectId } : {},
    include: PENDING,
    orderBy: { id: "asc" },
  });
  return rows.map((row) => toWebhook(row, row._count.deliveries));
}

const PENDING = { _count: { select: { deliveries: { where: { state: "pending" } } } } } as const;

interface EndpointChange {
  name?: string | undefined;
  url?: string | undefined;
  types?: string[] | undefined;
  projectId?: string | null | undefined;
  format?: WebhookFormat | undefined;
  route?: string | null | undefined;
}

export async function updateEndpoint(tx: Tx, id: string, change: EndpointChange): Promise<void> {
  await tx.webhookEndpoint.update({ where: { id }, data: { ...change, version: { increment: 1 } } });
}

/** False when it is disabled already, or gone. */
export async function disableEndpoint(tx: Tx, id: string, reason: DisabledReason): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE webhook_endpoints SET disabled_at = clock_timestamp(), disabled_reason = ${reason}, version = version + 1
    WHERE id = ${id} AND disabled_at IS NULL`;
  return changed > 0;
}

/** Forgets earlier failures too; false when it is enabled already. */
export async function enableEndpoint(tx: Tx, id: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE webhook_endpoints
    SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL, version = version + 1
    WHERE id = ${id} AND disabled_at IS NOT NULL`;
  return changed > 0;
}

/** The secret until now stays good for a day. */
export async function rotateSecret(tx: Tx, id: string, secretSealed: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_endpoints SET former_secret_sealed = secret_sealed, secret_sealed = ${secretSealed},
      former_until = clock_timestamp() + make_interval(hours => ${FORMER_SECRET_HOURS}::int), version = version + 1
    WHERE id = ${id}`;
}

export async function deleteEndpoint(tx: Tx, id: string): Promise<void> {
  await tx.webhookEndpoint.delete({ where: { id } });
}

export interface OpenEndpoint {
  id: string;
  types: string[];
  projectId: string | null;
  format: WebhookFormat;
  route: string | null;
  createdAt: Date;
}

/** Those that get events now. */
export async function listOpenEndpoints(tx: Tx): Promise<OpenEndpoint[]> {
  const select = { id: true, types: true, projectId: true, format: true, route: true, createdAt: true };
  const rows = await tx.webhookEndpoint.findMany({ where: { disabledAt: null }, select });
  return rows.map((row) => ({ ...row, format: WebhookFormat.parse(row.format) }));
}

/** The routes over which something is sent now. */
export async function listRoutes(tx: Tx): Promise<string[]> {
  const where = { disabledAt: null, route: { not: null } };
  const rows = await tx.webhookEndpoint.findMany({ where, select: { route: true }, distinct: ["route"] });
  return rows.flatMap(({ route }) => route ?? []);
}

/** Notes that an attempt got through; returns for how long the endpoint had only failed, in milliseconds. */
export async function noteSuccess(tx: Tx, id: string): Promise<number> {
  // A busy endpoint's row is not written for every delivery.
  const [row] = await tx.$queryRaw<{ ms: number }[]>`
    UPDATE webhook_endpoints e SET last_success_at = clock_timestamp(), failing_since = NULL
    FROM (
      SELECT id, failing_since FROM webhook_endpoints
      WHERE id = ${id} AND (failing_since IS NOT NULL OR last_success_at IS NULL
        OR last_success_at < clock_timestamp() - interval '5 seconds')
      FOR NO KEY UPDATE
    ) AS before WHERE e.id = before.id
    RETURNING coalesce(extract(epoch FROM clock_timestamp() - before.failing_since) * 1000, 0)::float8 AS ms`;
  return row?.ms ?? 0;
}

/** Notes that an attempt failed; returns since when the endpoint has only failed, in milliseconds. */
export async function noteFailure(tx: Tx, id: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ ms: number }[]>`
    UPDATE webhook_endpoints SET last_failure_at = clock_timestamp(),
      failing_since = coalesce(failing_since, clock_timestamp())
    WHERE id = ${id}
    RETURNING (extract(epoch FROM clock_timestamp() - failing_since) * 1000)::float8 AS ms`;
  return row?.ms ?? 0;
}

function toWebhook(row: WebhookEndpoint, pending: number): Webhook {
  const formerUntil = row.formerUntil && row.formerUntil > new Date() ? row.formerUntil : null;
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    types: row.types,
    projectId: row.projectId,
    format: WebhookFormat.parse(row.format),
    route: row.route,
    warning: routeWarning(row.route),
    health: healthOf(row),
    disabledAt: row.disabledAt?.toISOString() ?? null,
    disabledReason: row.disabledReason === null ? null : DisabledReason.parse(row.disabledReason),
    failingSince: row.failingSince?.toISOString() ?? null,
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    lastFailureAt: row.lastFailureAt?.toISOString() ?? null,
    pending,
    formerSecretUntil: formerUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
