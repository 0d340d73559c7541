"use client";

import type { Route } from "next";
import type { ReactNode } from "react";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { formatUsd } from "@/lib/platform/money";
import type { DayChart } from "../prepare-days";
import { formatCallUsd } from "../prepare-money";
import { recordWords } from "../prepare-words";
import { useRecordsHref } from "../use-records-href";

const NOTHING = <span className="text-faint">–</span>;

function Opens({ href, children }: { href: Route | null; children: ReactNode }) {
  return href ? <RowLink href={href}>{children}</RowLink> : children;
}

/** The chart in words. `isPlain` leaves out the links, for where nobody could see them take the focus. */
export function DaysTable({ chart, isPlain }: { chart: DayChart; isPlain?: boolean }) {
  const { series, days } = chart;
  const hasUnpriced = days.some(({ unpricedCalls }) => unpricedCalls > 0);
  const records = useRecordsHref();
  const rows = (
    <>
      <TableHead>
        <Th>Day (UTC)</Th>
        {series.map(({ label }) => (
          <Th key={label} numeric>
            {label}
          </Th>
        ))}
        {hasUnpriced && <Th numeric>No price</Th>}
        <Th numeric>Total</Th>
      </TableHead>
      <TableBody>
        {days.toReversed().map((day) => (
          <TableRow key={day.day}>
            <Td rowHeader>
              <Opens href={isPlain ? null : records(day)}>{day.label}</Opens>
            </Td>
            {series.map(({ label, model }, index) => {
              const part = day.parts[index];
              return (
                <Td key={label} numeric>
                  {part == null ? (
                    NOTHING
                  ) : (
                    <Opens href={isPlain || !model ? null : records(day, { model })}>
                      {formatCallUsd(part)}
                    </Opens>
                  )}
                </Td>
              );
            })}
            {hasUnpriced && (
              <Td numeric>
                {day.unpricedCalls === 0 ? (
                  NOTHING
                ) : (
                  <Opens href={isPlain ? null : records(day, { status: "unpriced" })}>
                    {recordWords(day.unpricedCalls)}
                  </Opens>
                )}
              </Td>
            )}
            <Td numeric className="font-medium">
              {day.total === null ? (
                NOTHING
              ) : (
                <Opens href={isPlain ? null : records(day)}>{formatUsd(day.total)}</Opens>
              )}
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </>
  );
  if (isPlain) {
    return (
      <table>
        <caption>Spend by day and model</caption>
        {rows}
      </table>
    );
  }
  return <Table label="Spend by day and model">{rows}</Table>;
}
