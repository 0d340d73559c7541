"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Bookmark, FolderGit2, History, KeyRound, List, UserRound, Users, Webhook } from "lucide-react";
import { viewHref } from "@/components/work/prepare-view";
import { viewsQuery } from "@/lib/platform/views/queries";
import { navItems } from "../nav-items";
import { PaletteItem } from "./palette-item";
import { matching } from "./prepare-palette";
import { readRecent } from "./recent";

const PLACES = [
  ...navItems.map(({ path, label, icon }) => ({ id: path, path, label, icon })),
  { id: "list", path: "/tickets?view=list", label: "Tickets as a list", icon: List },
  { id: "account", path: "/settings/account", label: "Your account", words: "password", icon: UserRound },
  { id: "members", path: "/settings/members", label: "Members", words: "people invite", icon: Users },
  { id: "keys", path: "/settings/keys", label: "Keys", words: "api agents runner", icon: KeyRound },
  { id: "projects", path: "/settings/projects", label: "Projects", icon: FolderGit2 },
  { id: "webhooks", path: "/settings/webhooks", label: "Webhooks", icon: Webhook },
];

type GoTo = (path: string, label: string) => void;

/** Recent places while nothing is typed, then pages and saved views. */
export function PlaceGroups({ typed, goTo }: { typed: string; goTo: GoTo }) {
  const views = useQuery(viewsQuery());
  const recent = typed.trim() === "" ? readRecent() : [];
  const places = matching(PLACES, typed);
  const saved = matching(
    (views.data?.items ?? []).map((view) => ({ ...view, label: view.name, words: view.path.slice(1) })),
    typed,
  );
  return (
    <>
      {recent.length > 0 && (
        <Command.Group heading="Recent">
          {recent.map(({ path, label }) => (
            <PaletteItem key={path} id={`recent ${path}`} icon={History} onSelect={() => goTo(path, label)}>
              {label}
            </PaletteItem>
          ))}
        </Command.Group>
      )}
      {places.length > 0 && (
        <Command.Group heading="Go to">
          {places.map(({ id, path, label, icon }) => (
            <PaletteItem key={id} id={`place ${id}`} icon={icon} onSelect={() => goTo(path, label)}>
              {label}
            </PaletteItem>
          ))}
        </Command.Group>
      )}
      {saved.length > 0 && (
        <Command.Group heading="Saved views">
          {saved.map((view) => (
            <PaletteItem
              key={view.id}
              id={view.id}
              icon={Bookmark}
              note={view.path.slice(1)}
              onSelect={() => goTo(viewHref(view), view.name)}
            >
              {view.name}
            </PaletteItem>
          ))}
        </Command.Group>
      )}
    </>
  );
}
