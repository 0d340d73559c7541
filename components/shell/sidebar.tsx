"use client";

import { clsx } from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import { lazyPart } from "@/components/ui/lazy-part";
import { Brand } from "./brand";
import { isWithin, navItems } from "./nav-items";
import type { ShellProject } from "./project-switcher";
import { useProject } from "./use-project";

// The server has drawn it, and the browser opens it by itself: its code may come later.
const ProjectSwitcher = lazyPart(
  () => import("./project-switcher").then((module) => module.ProjectSwitcher),
  {
    fallback: <div className="h-8 pointer-coarse:h-11" />,
  },
);

/** What stands beside the way to a place. */
export type Badges = Partial<Record<string, ReactNode>>;

/** What the sidebar and the drawer share: the mark, the project, then the places in it. */
export function Sidebar({
  projects,
  badges,
  corner,
  onNavigate,
}: {
  projects: ShellProject[];
  badges: Badges;
  corner?: ReactNode;
  onNavigate?: () => void;
}) {
  const { pathname, inProject } = useProject();
  return (
    <nav aria-label="Main">
      <div className="flex h-topbar items-center justify-between pr-2 pl-5.5">
        <Brand onNavigate={onNavigate} />
        {corner}
      </div>
      <div className="flex flex-col gap-3 px-3 pb-3">
        <ProjectSwitcher projects={projects} onNavigate={onNavigate} />
        <ul className="flex flex-col gap-0.5">
          {navItems.map(({ path, label, icon: Icon }) => {
            const isCurrent = isWithin(pathname, path);
            return (
              <li key={path}>
                <Link
                  href={inProject(path)}
                  aria-current={isCurrent ? "page" : undefined}
                  onClick={onNavigate}
                  className={clsx(
                    "flex h-8 items-center gap-2.5 rounded-md px-2.5 pointer-coarse:h-11",
                    isCurrent ? "bg-selected font-medium text-fg" : "text-muted hover:bg-hover hover:text-fg",
                  )}
                >
                  <Icon aria-hidden="true" className="size-4 shrink-0" />
                  {label}
                  {badges[path]}
                </Link>
              </li>
            );
          })}
        </ul>
      </div>
    </nav>
  );
}
