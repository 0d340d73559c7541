import type { ComponentProps } from "react";

const bars = [
  { x: 3, y: 14, height: 7 },
  { x: 10, y: 9, height: 12 },
  { x: 17, y: 3, height: 18 },
];

// Bars not reached stay visible, so that one bar reads as "one of three".
function Bars({ reached, ...rest }: ComponentProps<"svg"> & { reached: number }) {
  return (
    <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" {...rest}>
      {bars.map((bar, index) => (
        <rect key={bar.x} {...bar} width="4.5" rx="1" opacity={index < reached ? 1 : 0.3} />
      ))}
    </svg>
  );
}

export const BarsHigh = (props: ComponentProps<"svg">) => <Bars {...props} reached={3} />;
export const BarsMedium = (props: ComponentProps<"svg">) => <Bars {...props} reached={2} />;
export const BarsLow = (props: ComponentProps<"svg">) => <Bars {...props} reached={1} />;
