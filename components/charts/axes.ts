// What the charts' axes look like. Props, since recharts looks for its parts among a chart's own children.

export const GRID = { vertical: false, stroke: "var(--color-line)" };

const AXIS = { tick: { fill: "var(--color-muted)" }, tickLine: false };

export const X_AXIS = { ...AXIS, stroke: "var(--color-line-strong)" };

export const Y_AXIS = { ...AXIS, width: 64, axisLine: false };
