import { FolderGit2, Pencil } from "lucide-react";
import type { Route } from "next";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
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
  return (
    <Table label="Projects">
      <TableHead>
        <Th>Name</Th>
        <Th>Short name</Th>
        <Th>Repository</Th>
        <Th>Created</Th>
        {mayWrite && (
          <Th>
            <VisuallyHidden>Edit</VisuallyHidden>
          </Th>
        )}
      </TableHead>
      <TableBody>
        {projects.map((project) => (
          <TableRow key={project.id}>
            <Td rowHeader className="max-w-72 truncate">
              <RowLink href={`/?project=${project.slug}` as Route}>{project.name}</RowLink>
            </Td>
            <Td>
              <code>{project.slug}</code>
            </Td>
            <Td className="max-w-96 truncate text-muted">
              <Repository url={project.repositoryUrl} />
            </Td>
            <Td className="text-muted">
              <RelativeTime at={project.createdAt} column />
            </Td>
            {mayWrite && (
              <Td className="text-right">
                <LinkButton href={`/settings/projects/${project.id}` as Route} variant="ghost">
                  <Pencil aria-hidden="true" />
                  Edit<VisuallyHidden> {project.name}</VisuallyHidden>
                </LinkButton>
              </Td>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
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
