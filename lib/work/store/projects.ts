import type { Prisma, Project as ProjectRow } from "@/lib/generated/prisma/client";
import { toPage } from "@/lib/platform/db/page";
import type { Tx } from "@/lib/platform/db/transact";
import { containing } from "@/lib/platform/db/where";
import type { Page } from "@/lib/platform/schema";
import type { Project, ProjectsQuery } from "../schema";

export async function insertProject(tx: Tx, row: Prisma.ProjectUncheckedCreateInput): Promise<Project> {
  return toProject(await tx.project.create({ data: row }));
}

export async function findProject(tx: Tx, id: string): Promise<Project | null> {
  const row = await tx.project.findUnique({ where: { id } });
  return row && toProject(row);
}

export async function findProjectBySlug(tx: Tx, slug: string): Promise<Project | null> {
  const row = await tx.project.findUnique({ where: { slug } });
  return row && toProject(row);
}

export async function updateProject(
  tx: Tx,
  id: string,
  change: { name?: string | undefined; repositoryUrl?: string | null | undefined },
): Promise<Project> {
  return toProject(
    await tx.project.update({
      where: { id },
      data: { ...change, updatedAt: new Date(), version: { increment: 1 } },
    }),
  );
}

export async function listProjects(
  tx: Tx,
  onlyId: string | null,
  query: ProjectsQuery,
): Promise<Page<Project>> {
  const rows = await tx.project.findMany({
    where: {
      AND: [
        onlyId ? { id: onlyId } : {},
        query.cursor ? { id: { gt: query.cursor } } : {},
        query.q ? { OR: [{ name: containing(query.q) }, { slug: containing(query.q) }] } : {},
      ],
    },
    orderBy: { id: "asc" },
    take: query.limit + 1,
  });
  return toPage(rows, query.limit, toProject);
}

function toProject(row: ProjectRow): Project {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    repositoryUrl: row.repositoryUrl,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}
