"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { VisuallyHidden } from "@/components/ui/visually-hidden";
import { closePopover, Popover, popoverItemClass } from "./popover";
import { useProject } from "./use-project";

export type ShellProject = { id: string; name: string; slug: string };

export function ProjectSwitcher({
  projects,
  onNavigate,
}: {
  projects: ShellProject[];
  onNavigate?: () => void;
}) {
  const { slug, sectionIn } = useProject();
  const current = projects.find((project) => project.slug === slug);
  const name = current?.name ?? (slug ? "Unknown project" : "All projects");
  const choices = [{ id: "all", name: "All projects", slug: null }, ...projects];
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
      <ul>
        {choices.map((choice) => (
          <li key={choice.id}>
            <Link
              href={sectionIn(choice.slug)}
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
    </Popover>
  );
}
