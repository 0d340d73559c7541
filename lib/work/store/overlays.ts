// What holds, priority overrides and capacity reservations have in common: owner, reason, expiry, end.
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/platform/db/transact";
import { all } from "@/lib/platform/db/where";
import type { Scoped } from "../rules";
import type { OverlaysQuery } from "../schema";

const TABLES = {
  hold: "holds",
  priority_override: "priority_overrides",
  capacity_reservation: "capacity_reservations",
} as const;
export type OverlayKind = keyof typeof TABLES;

/** With its name in words. */
export interface StoredScope extends Scoped {
  label: string;
}

export interface OverlayOwner {
  id: string;
  name: string;
  authority: number;
}

export interface OverlayRow {
  id: string;
  projectId: string | null;
  scopeKind: string;
  scopeTarget: string | null;
  scopeLabel: string;
  reason: string;
  owner: string;
  ownerName: string;
  authority: number;
  placedAt: Date;
  expiresAt: Date | null;
  endedAt: Date | null;
  endedBy: string | null;
}

export const OVERLAY_COLUMNS =
  Prisma.raw(`o.id, o.project_id AS "projectId", o.scope_kind AS "scopeKind", o.scope_target AS "scopeTarget",
  o.scope_label AS "scopeLabel", o.reason, o.owner, o.owner_name AS "ownerName", o.authority, o.placed_at AS "placedAt",
  o.expires_at AS "expiresAt", o.ended_at AS "endedAt", o.ended_by AS "endedBy"`);

/** The columns that one kind has and the others have not. */
const OWN: Record<OverlayKind, Prisma.Sql> = {
  hold: Prisma.raw(""),
  priority_override: Prisma.raw(", o.priority"),
  capacity_reservation: Prisma.raw(
    ', o.slots, o.agent_id AS "agentId", (SELECT name FROM agents WHERE agents.id = o.agent_id) AS "agentName"',
  ),
};

/** Condition on an overlay that is in force; what has expired is not, whether or not the clock has ended it. */
export const isLive = (alias: string) =>
  `${alias}.ended_at IS NULL AND coalesce(${alias}.expires_at > now(), true)`;

const tableOf = (kind: OverlayKind) => Prisma.raw(TABLES[kind]);

/** Overlays of one kind; a project's are its own and those of none. */
export async function listOverlays<Row extends OverlayRow>(
  tx: Tx,
  kind: OverlayKind,
  { project, live, cursor, limit }: OverlaysQuery,
): Promise<Row[]> {
  const where = all([
    ...(project ? [Prisma.sql`(o.project_id IS NULL OR o.project_id = ${project})`] : []),
    ...(live ? [Prisma.sql`o.ended_at IS NULL`] : []),
    ...(cursor ? [Prisma.sql`o.id < ${cursor}`] : []),
  ]);
  return tx.$queryRaw<Row[]>`
    SELECT ${OVERLAY_COLUMNS}${OWN[kind]} FROM ${tableOf(kind)} o WHERE ${where} ORDER BY o.id DESC LIMIT ${limit + 1}`;
}

export async function findOverlay<Row extends OverlayRow>(
  tx: Tx,
  kind: OverlayKind,
  id: string,
): Promise<Row | null> {
  const [row] = await tx.$queryRaw<
    Row[]
  >`SELECT ${OVERLAY_COLUMNS}${OWN[kind]} FROM ${tableOf(kind)} o WHERE o.id = ${id}`;
  return row ?? null;
}

/** Ends a live overlay; null when it had ended. */
export async function endOverlay(
  tx: Tx,
  kind: OverlayKind,
  id: string,
  by: string,
): Promise<OverlayRow | null> {
  const ended = await tx.$queryRaw<OverlayRow[]>`
    UPDATE ${tableOf(kind)} o SET ended_at = now(), ended_by = ${by}
    WHERE o.id = ${id} AND o.ended_at IS NULL RETURNING ${OVERLAY_COLUMNS}`;
  return ended[0] ?? null;
}

/** Has a live overlay end so many seconds from now; false when it has ended. The caller authorises. */
export async function extendOverlay(
  tx: Tx,
  kind: OverlayKind,
  id: string,
  seconds: number,
): Promise<boolean> {
  const extended = await tx.$executeRaw`
    UPDATE ${tableOf(kind)} o SET expires_at = ${expiry(seconds)} WHERE o.id = ${id} AND ${Prisma.raw(isLive("o"))}`;
  return extended === 1;
}

/** So many of what is over end in one transaction; the clock comes back for the rest. */
export const ENDS_AT_ONCE = 100;

interface EndedOverlay {
  id: string;
  endedBy: string | null;
  /** Its end had come when it was ended. */
  isByTime: boolean;
}

/** Those of these that have ended, and by whom or what. */
export async function findEndedOverlays(tx: Tx, kind: OverlayKind, ids: string[]): Promise<EndedOverlay[]> {
  if (ids.length === 0) return [];
  return tx.$queryRaw<EndedOverlay[]>`
    SELECT o.id, o.ended_by AS "endedBy", coalesce(o.ended_at >= o.expires_at, false) AS "isByTime"
    FROM ${tableOf(kind)} o
    WHERE o.id = ANY(${ids}::text[]) AND o.ended_at IS NOT NULL`;
}

/** Ends the overlays whose time is over; each is returned once. */
export async function endExpired(tx: Tx, kind: OverlayKind, by: string): Promise<OverlayRow[]> {
  return tx.$queryRaw<OverlayRow[]>`
    UPDATE ${tableOf(kind)} o SET ended_at = now(), ended_by = ${by}
    WHERE o.ended_at IS NULL AND o.expires_at <= now() RETURNING ${OVERLAY_COLUMNS}`;
}

/** Instant at which an overlay placed now expires. */
export function expiry(seconds: number | undefined): Prisma.Sql {
  return seconds === undefined
    ? Prisma.sql`NULL`
    : Prisma.sql`now() + make_interval(secs => ${seconds}::double precision)`;
}
