"use client";

import { GuardianBadge } from "@/components/guardian/guardian-badge";
import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { TextCell } from "@/components/work/text-cell";
import { useWorkHref } from "@/components/work/use-work-href";
import type { PolicySummary } from "@/lib/guardian/schema";
import { actionWords, triggerWords, troubleOf, trueForWords } from "./prepare-policy";

const NOTHING = <span className="text-faint">–</span>;

export function PolicyTable({ policies }: { policies: PolicySummary[] }) {
  const href = useWorkHref();
  return (
    <Table label="Policies">
      <TableHead>
        <Th>Policy</Th>
        <Th>Mode</Th>
        <Th className="w-1/2">When</Th>
        <Th className="w-1/2">Does</Th>
        <Th numeric>True for</Th>
        <Th numeric>Fired, 24 h</Th>
        <Th>Last</Th>
      </TableHead>
      <TableBody>
        {policies.map((policy) => (
          <TableRow key={policy.name}>
            <Td rowHeader>
              <RowLink href={href(`/guardian/policies/${policy.name}`)}>{policy.name}</RowLink>{" "}
              {policy.isEdited && <Badge tone="info">Edited</Badge>}
              <Trouble policy={policy} />
            </Td>
            <Td>
              <GuardianBadge kind="policy" value={policy.mode} />
            </Td>
            <TextCell title={policy.when}>{triggerWords(policy)}</TextCell>
            <TextCell title={policy.description ?? actionWords(policy)}>{actionWords(policy)}</TextCell>
            <Td numeric>{policy.mode === "off" ? NOTHING : trueForWords(policy)}</Td>
            <Td numeric>{policy.firings24h.toLocaleString("en")}</Td>
            <Td>
              <Last policy={policy} />
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Last({ policy: { lastFiring } }: { policy: PolicySummary }) {
  if (!lastFiring) return NOTHING;
  return (
    <GuardianBadge kind="firing" value={lastFiring.outcome} note={<RelativeTime at={lastFiring.at} />} />
  );
}

function Trouble({ policy }: { policy: PolicySummary }) {
  const trouble = troubleOf(policy);
  if (trouble === null) return null;
  return (
    <span className="block max-w-72 text-xs font-normal text-danger whitespace-normal wrap-anywhere">
      {trouble}
    </span>
  );
}
