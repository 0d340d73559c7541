"use client";

import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { entityPath } from "@/components/work/links";
import { TextCell } from "@/components/work/text-cell";
import { useWorkHref } from "@/components/work/use-work-href";
import type { PlanTarget } from "@/lib/guardian/schema";
import { versionWords } from "../prepare-action";

/** What the plan saw of its targets: what an approval is worth nothing without. */
export function TargetTable({ targets }: { targets: PlanTarget[] }) {
  const href = useWorkHref();
  const hasState = targets.some(({ state }) => state !== null);
  const hasVersion = targets.some((target) => versionWords(target) !== null);
  return (
    <Table label="Before">
      <TableHead>
        <Th className="w-full">Target</Th>
        {hasState && <Th>State</Th>}
        {hasVersion && <Th numeric>Version</Th>}
      </TableHead>
      <TableBody>
        {targets.map((target) => {
          const { kind, id, label, state } = target;
          const path = id && entityPath(id);
          return (
            <TableRow key={`${kind} ${id ?? label}`}>
              <TextCell rowHeader title={label}>
                {path ? <RowLink href={href(path)}>{label}</RowLink> : label}
              </TextCell>
              {hasState && <Td>{state ?? "–"}</Td>}
              {hasVersion && <Td numeric>{versionWords(target) ?? "–"}</Td>}
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
