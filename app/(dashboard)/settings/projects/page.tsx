import type { Metadata, Route } from "next";
import { ProjectForm } from "@/components/settings/project-form";
import { ProjectsTable } from "@/components/settings/projects-table";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { requirePerson } from "@/lib/platform/auth/page";
import { createProject } from "@/lib/work/actions";
import { ProjectId } from "@/lib/work/schema";
import { listProjects } from "@/lib/work/service";

export const metadata: Metadata = { title: "Projects · Settings" };

const PAGE = 100;

export default async function ProjectsPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const person = await requirePerson();
  const cursor = ProjectId.safeParse((await searchParams).after).data;
  const { items, nextCursor } = await listProjects(person, { limit: PAGE, ...(cursor && { cursor }) });
  const mayWrite = person.scopes.includes("projects:write");
  return (
    <div className="flex flex-col gap-4">
      <Panel title="Projects" {...(!cursor && !nextCursor && { count: items.length })} flush>
        <ProjectsTable projects={items} mayWrite={mayWrite} />
        {(cursor || nextCursor) && (
          <nav aria-label="Pages of projects" className="flex gap-2 border-t border-line px-4 py-2">
            {cursor && <LinkButton href={"/settings/projects" as Route}>First page</LinkButton>}
            {nextCursor && (
              <LinkButton href={`/settings/projects?after=${nextCursor}` as Route}>Next page</LinkButton>
            )}
          </nav>
        )}
      </Panel>
      {mayWrite && (
        <Panel title="New project" className="w-full max-w-xl">
          <ProjectForm action={createProject} />
        </Panel>
      )}
    </div>
  );
}
