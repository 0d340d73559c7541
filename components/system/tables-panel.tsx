import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { formatBytes } from "@/components/work/prepare-size";
import type { System } from "@/lib/platform/system/schema";
import { SystemPanel } from "./system-panel";

export function TablesPanel({ tables }: { tables: System["database"]["tables"] }) {
  return (
    <SystemPanel
      title="Largest tables"
      note="Rows are the planner’s estimate, which is 0 until the database has analysed a table. Partitions count as one."
    >
      <Table label="Largest tables">
        <TableHead>
          <Th>Table</Th>
          <Th numeric className="whitespace-normal!">
            Rows, estimated
          </Th>
          <Th numeric className="whitespace-normal!">
            Size with indexes
          </Th>
        </TableHead>
        <TableBody>
          {tables.map(({ name, rows, bytes }) => (
            <TableRow key={name}>
              <Td rowHeader>
                <code>{name}</code>
              </Td>
              <Td numeric>{Math.round(rows).toLocaleString("en")}</Td>
              <Td numeric>{formatBytes(bytes)}</Td>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </SystemPanel>
  );
}
