import { Badge } from "@/components/ui/badge";
import { DataList, Fact } from "@/components/ui/data-list";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { formatBytes } from "@/components/work/prepare-size";
import type { System } from "@/lib/platform/system/schema";
import { formatMs } from "./prepare-system";

export function DatabasePanel({ database }: { database: System["database"] }) {
  const { kind, version, sizeBytes, latencyMs, connections, migrations } = database;
  return (
    <div id="database" className="min-w-0">
      <Panel title="Database">
        <DataList>
          <Fact term="Kind">
            {kind === "embedded" ? "Embedded (PGlite), inside this process" : "PostgreSQL server"}
          </Fact>
          <Fact term="Version">{version}</Fact>
          <Fact term="Size">{formatBytes(sizeBytes)}</Fact>
          <Fact term="Latency">{formatMs(latencyMs)} for a trivial query, there and back</Fact>
          <Fact term="Connections">
            {connections
              ? `${connections.used} of ${connections.max} of the whole PostgreSQL are taken`
              : "one, which everything shares"}
          </Fact>
        </DataList>
        <h3 className="mt-5 mb-2 font-semibold">Migrations</h3>
        <ul className="flex flex-col gap-1">
          {migrations.applied.map(({ name, at }) => (
            <li key={name} className="flex flex-wrap items-baseline gap-x-3">
              <code>{name}</code>
              <span className="text-muted">
                applied <RelativeTime at={at} />
              </span>
            </li>
          ))}
          {migrations.missing.map((name) => (
            <li key={name} className="flex flex-wrap items-baseline gap-x-3">
              <code>{name}</code>
              <Badge tone="danger">missing</Badge>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
