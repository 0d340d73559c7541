"use client";

import { Command } from "cmdk";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export function PaletteItem({
  id,
  icon: Icon,
  note,
  onSelect,
  children,
}: {
  id: string;
  icon: LucideIcon;
  note?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-selected pointer-coarse:min-h-11"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {note && <span className="shrink-0 text-xs text-muted">{note}</span>}
    </Command.Item>
  );
}
