"use client";

import { Command } from "cmdk";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import type { ShellProject } from "../project-switcher";
import type { SignOut } from "../sign-out-form";
import { useProject } from "../use-project";
import { ActionGroup } from "./action-group";
import { FoundGroups } from "./found-groups";
import { PlaceGroups } from "./place-groups";
import { keepRecent } from "./recent";

export interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  may: { write: boolean; act: boolean; intervene: boolean };
  projects: ShellProject[];
  signOut: SignOut;
  onDialog: (dialog: "help" | "ticket" | "hold" | "stop") => void;
}

/** Pages, records by title, and what may be done from anywhere; all by keyboard. */
export function Palette({ open, onOpenChange, may, projects, signOut, onDialog }: PaletteProps) {
  const [typed, setTyped] = useState("");
  const router = useRouter();
  const { inProject } = useProject();

  function goTo(path: string, label: string) {
    keepRecent({ path, label });
    onOpenChange(false);
    router.push((path.includes("?") ? path : inProject(path)) as Route);
  }

  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Search or command" size="lg">
      <Command label="Search or command" shouldFilter={false} loop className="flex min-h-0 flex-col gap-2">
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder="A page, a title, an action…"
          maxLength={200}
          className="h-10 w-full rounded-md border border-field bg-surface px-3 text-base pointer-coarse:text-lg"
        />
        <Command.List
          label="What matches"
          className="max-h-[55dvh] min-h-0 overflow-y-auto **:[[cmdk-group-heading]]:px-2 **:[[cmdk-group-heading]]:pt-2.5 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-muted"
        >
          <Command.Empty className="px-2 py-6 text-center text-muted">
            Nothing matches these words.
          </Command.Empty>
          <PlaceGroups typed={typed} goTo={goTo} />
          <FoundGroups typed={typed} goTo={goTo} />
          <ActionGroup
            typed={typed}
            may={may}
            projects={projects}
            signOut={signOut}
            onDialog={onDialog}
            onDone={() => onOpenChange(false)}
          />
        </Command.List>
      </Command>
    </Dialog>
  );
}
