"use client";

import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { entityPath } from "@/components/work/links";
import { TextCell } from "@/components/work/text-cell";
import { useWorkHref } from "@/components/work/use-work-href";
import type { PlanTarget } from "@/lib/guardian/schema";

/** What the plan saw of its targets: what an approval is worth nothing without. */
export function TargetTable({ targets }: { targets: PlanTarget[] }) {
  const href = useWorkHref();
  return (
    <Table label="Before">
      <TableHead>
        <Th className="w-full">Target</Th>
        <Th>State</Th>
        <Th>Version</Th>
      </TableHead>
      <TableBody>
        {targets.map(({ kind, id, label, state, version }) => {
          const path = id && entityPath(id);
          return (
            <TableRow key={`${kind} ${id ?? label}`}>
              <TextCell rowHeader title={label}>
                {path ? <RowLink href={href(path)}>{label}</RowLink> : label}
              </TextCell>
              <Td>{state ?? "–"}</Td>
              <Td>{version ?? "–"}</Td>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
