"use client";

import { Command } from "cmdk";
import { Ban, FolderGit2, Keyboard, LogOut, Moon, OctagonX, Plus, RefreshCw, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { startTransition } from "react";
import { useLive } from "@/components/live/live-provider";
import { useProject } from "../use-project";
import type { PaletteProps } from "./palette";
import { PaletteItem } from "./palette-item";
import { matching } from "./prepare-palette";

/** Projects offered before something is typed; all of them are found by their name. */
const PROJECTS_SHOWN = 5;

export function ActionGroup({
  typed,
  may,
  projects,
  signOut,
  onDialog,
  onDone,
}: Pick<PaletteProps, "may" | "projects" | "signOut" | "onDialog"> & { typed: string; onDone: () => void }) {
  const router = useRouter();
  const { slug, sectionIn } = useProject();
  const { resolvedTheme, setTheme } = useTheme();
  const { state, toggle } = useLive();
  const isDark = resolvedTheme === "dark";
  const isPaused = state === "paused";
  const switchTo = (other: string | null) => () => {
    onDone();
    router.push(sectionIn(other));
  };
  const then = (run: () => void) => () => {
    run();
    onDone();
  };
  const actions = [
    ...(may.intervene
      ? [
          {
            id: "stop",
            label: "Emergency stop",
            words: "pause halt intervene kill everything",
            icon: OctagonX,
            run: () => onDialog("stop"),
          },
        ]
      : []),
    ...(may.write
      ? [{ id: "ticket", label: "New ticket", words: "create", icon: Plus, run: () => onDialog("ticket") }]
      : []),
    ...(may.act
      ? [{ id: "hold", label: "Place a hold", words: "pause stop", icon: Ban, run: () => onDialog("hold") }]
      : []),
    {
      id: "live",
      label: isPaused ? "Resume live updates" : "Pause live updates",
      icon: RefreshCw,
      run: then(toggle),
    },
    {
      id: "theme",
      label: isDark ? "Use the light theme" : "Use the dark theme",
      icon: isDark ? Sun : Moon,
      run: then(() => setTheme(isDark ? "light" : "dark")),
    },
    {
      id: "help",
      label: "Keyboard shortcuts",
      words: "help",
      icon: Keyboard,
      run: () => onDialog("help"),
    },
    {
      id: "sign out",
      label: "Sign out",
      words: "log out",
      icon: LogOut,
      run: then(() => startTransition(() => signOut(new FormData()))),
    },
  ];
  const others = [{ id: "all", name: "All projects", slug: null }, ...projects].filter(
    (project) => project.slug !== slug,
  );
  const offered = matching(
    others.map((project) => ({ ...project, label: `Switch to ${project.name}`, words: "project" })),
    typed,
  ).slice(0, typed.trim() === "" ? PROJECTS_SHOWN : undefined);
  const shown = matching(actions, typed);
  if (shown.length + offered.length === 0) return null;
  return (
    <Command.Group heading="Actions">
      {shown.map(({ id, label, icon, run }) => (
        <PaletteItem key={id} id={`action ${id}`} icon={icon} onSelect={run}>
          {label}
        </PaletteItem>
      ))}
      {offered.map((project) => (
        <PaletteItem
          key={project.id}
          id={`project ${project.id}`}
          icon={FolderGit2}
          onSelect={switchTo(project.slug)}
        >
          {project.label}
        </PaletteItem>
      ))}
    </Command.Group>
  );
}
