"use client";

import { Command } from "cmdk";
import { Bot, ListChecks, type LucideIcon, Ticket } from "lucide-react";
import { entityPath } from "@/components/work/links";
import { type FoundKind, useFound } from "@/components/work/overlays/use-found";
import { useSettled } from "@/components/work/use-settled";
import { PaletteItem } from "./palette-item";

const KINDS: { kind: FoundKind; heading: string; icon: LucideIcon }[] = [
  { kind: "ticket", heading: "Tickets", icon: Ticket },
  { kind: "task", heading: "Tasks", icon: ListChecks },
  { kind: "agent", heading: "Agents", icon: Bot },
];

const LETTERS_MIN = 2;

/** Tickets, tasks and agents of every project with these words in their name; the server searches. */
export function FoundGroups({ typed, goTo }: { typed: string; goTo: (path: string, label: string) => void }) {
  const words = useSettled(typed.trim());
  if (words.length < LETTERS_MIN) return null;
  return KINDS.map((group) => <FoundGroup key={group.kind} {...group} words={words} goTo={goTo} />);
}

function FoundGroup({
  kind,
  heading,
  icon,
  words,
  goTo,
}: (typeof KINDS)[number] & { words: string; goTo: (path: string, label: string) => void }) {
  const { found, error } = useFound(kind, words, undefined);
  if (error) {
    return (
      <Command.Group heading={heading}>
        <p className="px-2 py-1 text-danger">Could not search: {error.message}</p>
      </Command.Group>
    );
  }
  if (!found || found.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {found.map(({ id, name, detail }) => (
        <PaletteItem
          key={id}
          id={id}
          icon={icon}
          note={detail}
          onSelect={() => goTo(entityPath(id) ?? "/", name)}
        >
          {name}
        </PaletteItem>
      ))}
    </Command.Group>
  );
}
