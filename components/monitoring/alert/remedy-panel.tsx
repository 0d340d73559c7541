import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { Remedy } from "@/lib/monitoring/schema";
import { OUTCOME_WORDS, REMEDY_WORDS } from "../prepare-alert";

/** What the watchdog tried by itself. */
export function RemedyPanel({ remedies }: { remedies: Remedy[] }) {
  return (
    <Panel title="What the watchdog tried" count={remedies.length} flush>
      {remedies.length === 0 ? (
        <EmptyState
          title="Nothing was tried"
          appears="What the watchdog does by itself about this alert appears here, with what came of it."
          how="A rule names its remedies in config/alert_rules.yaml; what they do not mend is escalated."
        />
      ) : (
        <Table label="What the watchdog tried">
          <TableHead>
            <Th>Remedy</Th>
            <Th>Outcome</Th>
            <Th className="w-full">Detail</Th>
            <Th numeric>When</Th>
          </TableHead>
          <TableBody>
            {remedies.map(({ id, kind, outcome, detail, at }) => (
              <TableRow key={id} id={id}>
                <Td rowHeader>{REMEDY_WORDS[kind]}</Td>
                <Td>
                  <Badge tone={OUTCOME_WORDS[outcome].tone}>{OUTCOME_WORDS[outcome].label}</Badge>
                </Td>
                <Td wrap className="min-w-56">
                  {detail}
                </Td>
                <Td numeric>
                  <RelativeTime at={at} />
                </Td>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  );
}
