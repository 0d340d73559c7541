import type { Prisma } from "@/lib/generated/prisma/client";
import { database } from "@/lib/platform/db/client";

type Value = string | number | bigint | boolean | Date | null | string[] | Prisma.Sql;

/** Rows straight from the tables: what a test believes, whatever the services say. */
export async function rows<T = Record<string, unknown>>(
  text: TemplateStringsArray,
  ...values: Value[]
): Promise<T[]> {
  const { prisma } = await database();
  return prisma.$queryRaw<T[]>(text, ...values);
}

/** Changes rows behind the services' back, for example to let a lease end now instead of waiting for it. */
export async function change(text: TemplateStringsArray, ...values: Value[]): Promise<number> {
  const { prisma } = await database();
  return prisma.$executeRaw(text, ...values);
}

export async function eventsOf(entity: string): Promise<string[]> {
  const found = await rows<{ type: string }>`SELECT type FROM events WHERE entity = ${entity} ORDER BY seq`;
  return found.map((row) => row.type);
}

export async function auditOf(
  entity: string,
): Promise<{ act: string; actor: string; reason: string | null }[]> {
  return rows`SELECT act, actor, reason FROM audit_entries WHERE entity = ${entity} ORDER BY seq`;
}
