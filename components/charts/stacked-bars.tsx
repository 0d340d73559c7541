"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { GRID, X_AXIS, Y_AXIS } from "./axes";

export interface StackedColumn {
  key: string;
  label: string;
  /** Heights only, one for each series; what is read stands in `words`. */
  heights: number[];
  words: { total: string; parts: (string | null)[] };
}

interface Props {
  columns: StackedColumn[];
  series: { label: string; colour: string }[];
  /** A height of the axis in words. */
  axisWords: (height: number) => string;
  onOpen: (key: string) => void;
}

/** Columns made of parts. A drawing for the eye and the mouse: the table beside it says the same to everybody. */
export default function StackedBars({ columns, series, axisWords, onOpen }: Props) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={columns}
        accessibilityLayer={false}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        onClick={({ activeIndex }) => {
          const column = columns[Number(activeIndex ?? -1)];
          if (column) onOpen(column.key);
        }}
        className="cursor-pointer text-xs"
      >
        <CartesianGrid {...GRID} />
        <XAxis {...X_AXIS} dataKey="label" minTickGap={16} />
        <YAxis {...Y_AXIS} tickFormatter={axisWords} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--color-hover)" }}
          content={({ active, payload }) => {
            const column = active ? (payload[0]?.payload as StackedColumn | undefined) : undefined;
            return column ? <Tip column={column} series={series} /> : null;
          }}
        />
        {series.map(({ label, colour }, index) => (
          <Bar
            key={label}
            name={label}
            dataKey={(column: StackedColumn) => column.heights[index] ?? 0}
            stackId="all"
            fill={colour}
            stroke="var(--color-surface)"
            strokeWidth={1}
            maxBarSize={56}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

function Tip({ column, series }: { column: StackedColumn; series: Props["series"] }) {
  const parts = series.flatMap(({ label, colour }, index) => {
    const words = column.words.parts[index];
    return words ? [{ label, colour, words }] : [];
  });
  return (
    <div className="rounded-md border border-line-strong bg-raised px-3 py-2 shadow-raised">
      <p className="flex justify-between gap-4 font-medium">
        <span>{column.label}</span>
        <span className="tabular-nums">{column.words.total}</span>
      </p>
      {parts.map(({ label, colour, words }) => (
        <p key={label} className="flex items-center gap-2">
          <span aria-hidden="true" className="size-2 rounded-sm" style={{ background: colour }} />
          <span className="flex-1">{label}</span>
          <span className="pl-4 tabular-nums">{words}</span>
        </p>
      ))}
    </div>
  );
}
