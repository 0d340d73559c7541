"use client";

import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { GRID, X_AXIS, Y_AXIS } from "./axes";

interface LinePoint {
  key: number;
  label: string;
  /** Heights only, one for each series; null is a gap. */
  heights: (number | null)[];
}

interface Props {
  points: LinePoint[];
  series: { label: string; colour: string }[];
  /** Stretches to be set apart, by the keys where they begin and end. */
  marks: { key: string; from: number; to: number }[];
  /** Heights count things: no tick lies between two of them. */
  isWhole?: boolean;
  words: (height: number) => string;
}

/** Courses over time. A drawing for the eye: the table beside it says the same to everybody. */
export default function LinesChart({ points, series, marks, isWhole = false, words }: Props) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={points}
        accessibilityLayer={false}
        margin={{ top: 8, right: 16, bottom: 0, left: 0 }}
        className="text-xs"
      >
        <CartesianGrid {...GRID} />
        <XAxis
          {...X_AXIS}
          dataKey="key"
          minTickGap={40}
          tickFormatter={(key: number) => points[key]?.label ?? ""}
        />
        <YAxis {...Y_AXIS} domain={[0, "auto"]} allowDecimals={!isWhole} tickFormatter={words} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--color-line-strong)" }}
          content={({ active, payload }) => {
            const point = active ? (payload[0]?.payload as LinePoint | undefined) : undefined;
            return point ? <Tip point={point} series={series} words={words} /> : null;
          }}
        />
        {marks.map(({ key, from, to }) => (
          <ReferenceArea
            key={key}
            x1={from}
            x2={Math.max(to, Math.min(from + 1, points.length - 1))}
            fill="var(--color-danger)"
            fillOpacity={0.14}
            stroke="var(--color-danger)"
            strokeOpacity={0.5}
            strokeDasharray="3 3"
          />
        ))}
        {series.map(({ label, colour }, index) => (
          <Line
            key={label}
            name={label}
            dataKey={({ heights }: LinePoint) => heights[index] ?? null}
            stroke={colour}
            strokeWidth={1.75}
            dot={false}
            activeDot={{ r: 3 }}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}

function Tip({ point, series, words }: { point: LinePoint } & Pick<Props, "series" | "words">) {
  return (
    <div className="rounded-md border border-line-strong bg-raised px-3 py-2 shadow-raised">
      <p className="font-medium">{point.label} UTC</p>
      {series.map(({ label, colour }, index) => {
        const height = point.heights[index];
        return (
          <p key={label} className="flex items-center gap-2">
            <span aria-hidden="true" className="size-2 rounded-sm" style={{ background: colour }} />
            <span className="flex-1">{label}</span>
            <span className="pl-4 tabular-nums">{height == null ? "–" : words(height)}</span>
          </p>
        );
      })}
    </div>
  );
}
