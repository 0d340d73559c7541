"use client";

import { type Column, ListTable } from "@/components/ui/list-table";
import { Panel } from "@/components/ui/panel";
import { RowLink } from "@/components/ui/table";
import type { Forecast } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { useRecordsHref } from "../use-records-href";
import { bandWords, DRAWN_FROM } from "./prepare-forecast";

type Part = Forecast["parts"][number];

/** What the forecast is made of: each phase, and whose past it was drawn from. */
export function ForecastParts({ parts }: { parts: Part[] }) {
  const records = useRecordsHref();
  const columns: Column<Part>[] = [
    {
      head: "Phase",
      as: "name",
      headClassName: "w-full",
      cell: ({ phase, label }) => (
        <RowLink href={records({ from: null, to: null }, { phase })}>{label}</RowLink>
      ),
    },
    { head: "Waiting", numeric: true, cell: ({ waiting }) => waiting.toLocaleString("en") },
    { head: "Begun", numeric: true, cell: ({ begun }) => begun.toLocaleString("en") },
    { head: "In the middle", numeric: true, cell: ({ cost }) => formatUsd(cost.p50) },
    { head: "Eight of ten", numeric: true, cell: ({ cost }) => bandWords(cost) },
    { head: "Attempts a task", numeric: true, cell: ({ attempts }) => attempts.toFixed(2) },
    {
      head: "Drawn from",
      cell: ({ samples, drawnFrom }) => `${samples.toLocaleString("en")} tasks of ${DRAWN_FROM[drawnFrom]}`,
    },
  ];
  const rows = parts.map((part) => ({ ...part, id: `${part.projectId} ${part.phase}` }));
  return (
    <Panel title="By phase" flush>
      <ListTable label="The forecast by phase" columns={columns} rows={rows} places={false} />
    </Panel>
  );
}
