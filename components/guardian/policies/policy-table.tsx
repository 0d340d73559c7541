"use client";

import { GuardianBadge } from "@/components/guardian/guardian-badge";
import { Badge } from "@/components/ui/badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink } from "@/components/ui/table";
import { useWorkHref } from "@/components/work/use-work-href";
import type { PolicySummary } from "@/lib/guardian/schema";
import { actionWords, triggerWords, troubleOf, trueForWords } from "./prepare-policy";

export function PolicyTable({ policies }: { policies: PolicySummary[] }) {
  const href = useWorkHref();
  const columns: Column<PolicySummary>[] = [
    {
      head: "Policy",
      as: "name",
      cell: (policy) => (
        <>
          <RowLink href={href(`/guardian/policies/${policy.name}`)}>{policy.name}</RowLink>{" "}
          {policy.isEdited && <Badge tone="info">Edited</Badge>}
          <Trouble policy={policy} />
        </>
      ),
    },
    { head: "Mode", as: "mark", cell: (policy) => <GuardianBadge kind="policy" value={policy.mode} /> },
    {
      head: "When",
      className: "stacked:basis-full",
      headClassName: "w-1/2",
      cutAt: LONG,
      cut: (policy) => policy.when,
      cell: triggerWords,
    },
    {
      head: "Does",
      className: "stacked:basis-full",
      headClassName: "w-1/2",
      cutAt: LONG,
      cut: (policy) => policy.description ?? actionWords(policy),
      cell: actionWords,
    },
    {
      head: "True for",
      numeric: true,
      cell: (policy) => (policy.mode === "off" ? null : trueForWords(policy)),
    },
    { head: "Fired, 24 h", numeric: true, cell: (policy) => policy.firings24h.toLocaleString("en") },
    {
      head: "Last",
      cell: ({ lastFiring }) =>
        lastFiring && (
          <GuardianBadge
            kind="firing"
            value={lastFiring.outcome}
            note={<RelativeTime at={lastFiring.at} />}
          />
        ),
    },
  ];
  const rows = policies.map((policy) => ({ ...policy, id: policy.name }));
  return <ListTable label="Policies" columns={columns} rows={rows} />;
}

const LONG = "max-w-0 min-w-48";

function Trouble({ policy }: { policy: PolicySummary }) {
  const trouble = troubleOf(policy);
  if (trouble === null) return null;
  return (
    <span className="block max-w-72 text-xs font-normal text-danger whitespace-normal wrap-anywhere">
      {trouble}
    </span>
  );
}
