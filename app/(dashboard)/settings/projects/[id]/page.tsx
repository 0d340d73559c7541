import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import { NoSuchProject } from "@/components/settings/no-such-project";
import { ProjectForm } from "@/components/settings/project-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { DataList, Fact } from "@/components/ui/data-list";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { requirePerson } from "@/lib/platform/auth/page";
import { AppError } from "@/lib/platform/errors";
import { updateProject } from "@/lib/work/actions";
import { getProject } from "@/lib/work/service";

export const metadata: Metadata = { title: "Edit project · Settings" };

const PROJECTS = "/settings/projects" as Route;

export default async function EditProjectPage({ params }: { params: Promise<{ id: string }> }) {
  const person = await requirePerson();
  if (!person.scopes.includes("projects:write")) redirect(PROJECTS);
  const { id } = await params;
  const project = await getProject(person, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  });
  if (project === null) return <NoSuchProject />;
  return (
    <div className="flex max-w-xl flex-col gap-3">
      <Breadcrumbs crumbs={[{ label: "Projects", href: PROJECTS }, { label: project.name }]} />
      <Panel title="Edit project">
        <div className="flex flex-col gap-5">
          <DataList>
            <Fact term="Short name">
              <code>{project.slug}</code>
            </Fact>
            <Fact term="Id">
              <code className="break-all">{project.id}</code>
            </Fact>
            <Fact term="Created">
              <RelativeTime at={project.createdAt} />
            </Fact>
          </DataList>
          <ProjectForm action={updateProject} project={project} />
        </div>
      </Panel>
    </div>
  );
}
