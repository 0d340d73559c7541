"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Input } from "@/components/ui/input";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import { useSettled } from "@/components/work/use-settled";
import { foundProjectsQuery } from "@/lib/work/queries";
import { closePopover, Popover, popoverItemClass } from "./popover";
import { useProject } from "./use-project";

export type ShellProject = { id: string; name: string; slug: string };

/** Below this a list is read faster than searched. */
const SEARCHED_FROM = 8;

export function ProjectSwitcher({
  projects,
  onNavigate,
}: {
  projects: ShellProject[];
  onNavigate?: () => void;
}) {
  const { slug, sectionIn } = useProject();
  const [typed, setTyped] = useState("");
  const words = useSettled(typed.trim());
  const found = useQuery({
    ...foundProjectsQuery(words),
    enabled: words !== "",
    placeholderData: keepPreviousData,
  });
  const name = useProjectName(slug, projects);
  const shown = words === "" ? projects : (found.data?.items ?? []);
  const choices = [...(words === "" ? [{ id: "all", name: "All projects", slug: null }] : []), ...shown];
  return (
    <Popover
      trigger={
        <>
          <VisuallyHidden>Project:</VisuallyHidden>
          <span className="min-w-0 flex-1 truncate text-left font-medium">{name}</span>
          <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
        </>
      }
      triggerClassName="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 hover:bg-hover pointer-coarse:h-11"
      panelClassName="hang-start w-60"
    >
      {projects.length >= SEARCHED_FROM && (
        <Input
          type="search"
          aria-label="Search projects"
          placeholder="Search projects"
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
          className="mb-1"
        />
      )}
      <ul aria-busy={found.isFetching}>
        {choices.map((choice) => (
          <li key={choice.id}>
            <Link
              href={sectionIn(choice.slug)}
              prefetch={false}
              aria-current={choice.slug === slug || undefined}
              className={popoverItemClass}
              onClick={(event) => {
                closePopover(event);
                onNavigate?.();
              }}
            >
              <span className="min-w-0 flex-1 truncate">{choice.name}</span>
              {choice.slug === slug && <Check aria-hidden="true" className="size-4 shrink-0" />}
            </Link>
          </li>
        ))}
      </ul>
      {words !== "" && choices.length === 0 && (
        <p role="status" className="px-2 py-1.5 text-muted">
          {found.error ? "Could not search." : found.isFetching ? "Searching…" : "No project matches."}
        </p>
      )}
    </Popover>
  );
}

/** The name of the project in the address, which need not be among the first. */
function useProjectName(slug: string | null, projects: ShellProject[]): string {
  const known = projects.find((project) => project.slug === slug);
  const isHydrated = useIsHydrated();
  const asked = useQuery({ ...foundProjectsQuery(slug ?? ""), enabled: slug !== null && !known });
  if (slug === null) return "All projects";
  const found = isHydrated ? asked.data?.items.find((project) => project.slug === slug) : undefined;
  return known?.name ?? found?.name ?? slug;
}
