"use client";

import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { GRID, X_AXIS, Y_AXIS } from "./axes";

interface FanPoint {
  key: string;
  label: string;
  /** Heights only; what is read stands in `words`. */
  low: number;
  middle: number;
  high: number;
  words: { when: string; tasks: string; band: string; middle: string };
}

interface Props {
  points: FanPoint[];
  /** A height that is not to be passed, and its words. */
  limit: { height: number; words: string } | null;
  axisWords: (height: number) => string;
}

/** A band that widens, and its middle. A drawing for the eye: the table beside it says the same to everybody. */
export default function FanChart({ points, limit, axisWords }: Props) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={points}
        accessibilityLayer={false}
        margin={{ top: 16, right: 16, bottom: 0, left: 0 }}
        className="text-xs"
      >
        <CartesianGrid {...GRID} />
        <XAxis
          {...X_AXIS}
          dataKey="key"
          minTickGap={28}
          tickFormatter={(key: string) => points[Number(key)]?.label ?? ""}
        />
        <YAxis {...Y_AXIS} domain={[0, "auto"]} tickFormatter={axisWords} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--color-line-strong)" }}
          content={({ active, payload }) => {
            const point = active ? (payload[0]?.payload as FanPoint | undefined) : undefined;
            return point ? <Tip point={point} /> : null;
          }}
        />
        <Area
          dataKey={({ low, high }: FanPoint) => [low, high]}
          fill="var(--series-1)"
          fillOpacity={0.22}
          stroke="none"
          isAnimationActive={false}
        />
        <Line
          dataKey="middle"
          stroke="var(--series-1)"
          strokeWidth={2}
          dot={false}
          activeDot={{ r: 3 }}
          isAnimationActive={false}
        />
        {limit && (
          <ReferenceLine
            y={limit.height}
            ifOverflow="extendDomain"
            stroke="var(--color-danger)"
            strokeDasharray="4 3"
            label={{ value: limit.words, position: "insideTopLeft", fill: "var(--color-danger)" }}
          />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function Tip({ point: { words } }: { point: FanPoint }) {
  return (
    <div className="rounded-md border border-line-strong bg-raised px-3 py-2 shadow-raised">
      <p className="font-medium">{words.when}</p>
      <p className="text-muted">{words.tasks}</p>
      <p className="tabular-nums">{words.middle} in the middle</p>
      <p className="tabular-nums">{words.band}: eight of ten</p>
    </div>
  );
}
