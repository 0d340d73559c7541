import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { Refusal } from "./prepare-reference";
import { Prose } from "./prose";

/** What the operation may refuse with: all of them are problem documents (RFC 9457) with one of these codes. */
export function RefusalTable({ label, refusals }: { label: string; refusals: Refusal[] }) {
  return (
    <div className="overflow-clip rounded-md border border-line">
      <Table label={label} scroll="pane">
        <TableHead>
          <Th>Status</Th>
          <Th>Code</Th>
          <Th>Meaning</Th>
        </TableHead>
        <TableBody>
          {refusals.map(({ status, codes, meaning }) => (
            <TableRow key={status}>
              <Td rowHeader>{status}</Td>
              <Td>
                <code>{codes.join(", ")}</code>
              </Td>
              <Td wrap className="min-w-48 text-muted">
                <Prose text={meaning} />
              </Td>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
