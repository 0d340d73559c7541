"use client";

import { type Column, ListTable } from "@/components/ui/list-table";
import { RowLink } from "@/components/ui/table";
import { entityPath } from "@/components/work/links";
import { useWorkHref } from "@/components/work/use-work-href";
import type { PlanTarget } from "@/lib/guardian/schema";
import { versionWords } from "../prepare-action";

/** What the plan saw of its targets: what an approval is worth nothing without. */
export function TargetTable({ targets }: { targets: PlanTarget[] }) {
  const href = useWorkHref();
  const rows = targets.map((target) => ({
    ...target,
    id: `${target.kind} ${target.id ?? target.label}`,
    path: target.id && entityPath(target.id),
    version: versionWords(target),
  }));
  const columns: Column<(typeof rows)[number]>[] = [
    {
      head: "Target",
      as: "name",
      headClassName: "w-full",
      cutAt: "max-w-0 min-w-48",
      cut: ({ label }) => label,
      cell: ({ path, label }) => (path ? <RowLink href={href(path)}>{label}</RowLink> : label),
    },
  ];
  if (rows.some(({ state }) => state !== null)) columns.push({ head: "State", cell: ({ state }) => state });
  if (rows.some(({ version }) => version !== null)) {
    columns.push({ head: "Version", numeric: true, cell: ({ version }) => version });
  }
  return <ListTable label="Before" columns={columns} rows={rows} slim places={false} />;
}
