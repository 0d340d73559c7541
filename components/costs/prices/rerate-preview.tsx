import { Alert } from "@/components/ui/alert";
import { Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import type { rerateAll } from "@/lib/costs/queries";
import { formatUsd } from "@/lib/platform/money";
import { recordWords } from "../prepare-words";
import { signedUsd } from "./prepare-rerate";

/** What would change, in all and by model. */
export function ReratePreview({ sums }: { sums: Awaited<ReturnType<typeof rerateAll>> }) {
  const { records, newlyPriced, difference, models } = sums;
  if (records === 0) {
    return (
      <Alert title="Nothing would change" announce>
        Every record of this time and model costs by the prices of now what it costs already, or has no price
        yet.
      </Alert>
    );
  }
  return (
    <>
      <Alert title={`${recordWords(records)} would change: ${signedUsd(difference)}`} announce>
        {formatUsd(sums.fromCost)} would be {formatUsd(sums.toCost)}.
        {newlyPriced > 0 && ` ${recordWords(newlyPriced)} had no price.`}
      </Alert>
      <Table label="Changes by model">
        <TableHead>
          <Th className="w-full">Model</Th>
          <Th numeric>Records</Th>
          <Th numeric>Before</Th>
          <Th numeric>After</Th>
        </TableHead>
        <TableBody>
          {models.map(({ provider, model, ...own }) => (
            <TableRow key={`${provider} ${model}`}>
              <Td rowHeader className="max-w-40 truncate" title={`${model} of ${provider}`}>
                {model}
              </Td>
              <Td numeric>{own.records.toLocaleString("en")}</Td>
              <Td numeric>{own.newlyPriced === own.records ? "No price" : formatUsd(own.fromCost)}</Td>
              <Td numeric>{formatUsd(own.toCost)}</Td>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </>
  );
}
