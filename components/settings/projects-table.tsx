import { FolderGit2, Pencil } from "lucide-react";
import type { Route } from "next";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/table";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import type { Project } from "@/lib/work/schema";

export function ProjectsTable({ projects, mayWrite }: { projects: Project[]; mayWrite: boolean }) {
  if (projects.length === 0) {
    return (
      <EmptyState
        icon={FolderGit2}
        title="No projects yet"
        appears="A project holds the tickets, tasks and agents that belong to one repository."
        how={mayWrite ? "Create the first one below." : "A lead or an admin can create one."}
      />
    );
  }
  const columns: Column<Project>[] = [
    {
      head: "Name",
      as: "name",
      cutAt: "max-w-72",
      cut: ({ name }) => name,
      cell: ({ slug, name }) => <RowLink href={`/?project=${slug}` as Route}>{name}</RowLink>,
    },
    { head: "Short name", cell: ({ slug }) => <code>{slug}</code> },
    {
      head: "Repository",
      className: "text-muted",
      cutAt: "max-w-96",
      cut: ({ repositoryUrl }) => repositoryUrl,
      cell: (project) => <Repository url={project.repositoryUrl} />,
    },
    {
      head: "Created",
      className: "text-muted",
      cell: (project) => <RelativeTime at={project.createdAt} column />,
    },
  ];
  if (mayWrite) {
    columns.push({
      head: "Edit",
      className: "stacked:-ml-3",
      as: "acts",
      cell: (project) => (
        <LinkButton href={`/settings/projects/${project.id}` as Route} variant="ghost">
          <Pencil aria-hidden="true" />
          Edit<VisuallyHidden> {project.name}</VisuallyHidden>
        </LinkButton>
      ),
    });
  }
  return <ListTable label="Projects" columns={columns} rows={projects} />;
}

/** A link where it is an address of the web; git's own addresses are text. */
function Repository({ url }: { url: string | null }): ReactNode {
  if (url === null) return "None";
  if (!/^https?:\/\//i.test(url)) return url;
  return (
    <a href={url} rel="noreferrer" target="_blank" className="underline underline-offset-2 hover:text-fg">
      {url.replace(/^https?:\/\//i, "")}
      <VisuallyHidden> (opens a new tab)</VisuallyHidden>
    </a>
  );
}
