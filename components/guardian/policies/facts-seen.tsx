import type { Firing } from "@/lib/guardian/schema";

/** Facts by their whole names, as a condition speaks of them. */
export function FactsSeen({ facts }: { facts: Firing["facts"] }) {
  const seen = Object.entries(facts).flatMap(([kind, values]) =>
    Object.entries(values).map(([name, value]) => ({ name: `${kind}.${name}`, value: toText(value) })),
  );
  if (seen.length === 0) return <p className="text-muted">The condition spoke of no fact.</p>;
  return (
    <dl className="grid grid-cols-[minmax(8rem,max-content)_minmax(0,1fr)] gap-x-4 gap-y-0.5 font-mono text-xs">
      {seen.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="wrap-anywhere tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function toText(value: unknown): string {
  if (value === "") return "(none)";
  return typeof value === "string" ? value : JSON.stringify(value);
}
