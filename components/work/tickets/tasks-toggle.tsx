"use client";

import { List, type LucideIcon, Network } from "lucide-react";
import { Button } from "@/components/ui/button";

type View = "list" | "graph";
const VIEWS: { view: View; label: string; icon: LucideIcon }[] = [
  { view: "list", label: "List", icon: List },
  { view: "graph", label: "Graph", icon: Network },
];

export function TasksToggle({ current, onChange }: { current: View; onChange: (view: View) => void }) {
  return (
    <fieldset className="inline-flex rounded-md border border-line-strong">
      <legend className="sr-only">Show the tasks as</legend>
      {VIEWS.map(({ view, label, icon: Icon }) => (
        <Button
          key={view}
          size="sm"
          variant="ghost"
          aria-pressed={view === current}
          className="aria-pressed:bg-selected aria-pressed:text-fg"
          onClick={() => onChange(view)}
        >
          <Icon aria-hidden="true" />
          {label}
        </Button>
      ))}
    </fieldset>
  );
}
