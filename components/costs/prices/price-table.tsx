"use client";

import { Badge } from "@/components/ui/badge";
import { RowLink, Table, TableBody, TableHead, TableRow, Td, Th } from "@/components/ui/table";
import { useWorkHref } from "@/components/work/use-work-href";
import type { ModelPrice } from "@/lib/costs/schema";
import { PRICE_COLUMNS, perMillion, priceKey, tierWords, timeWords } from "./prepare-price";

const NOTHING = <span className="text-faint">–</span>;

/** A row for each tier of a price. */
export function PriceTable({ prices }: { prices: ModelPrice[] }) {
  const href = useWorkHref();
  return (
    <Table label="Prices in USD for a million tokens">
      <TableHead>
        <Th>Model</Th>
        <Th>Provider</Th>
        <Th numeric>Prompt, tokens</Th>
        {PRICE_COLUMNS.map(({ key, label }) => (
          <Th key={key} numeric>
            {label}
          </Th>
        ))}
        <Th>Source</Th>
        <Th className="w-full">When</Th>
      </TableHead>
      <TableBody>
        {prices.flatMap((price) =>
          price.tiers.map((tier, index) => (
            <TableRow key={`${priceKey(price)}\n${tier.fromTokens}`}>
              <Td rowHeader className="max-w-72 min-w-44 truncate max-md:max-w-44" title={price.model}>
                <RowLink href={href("/costs/records", { model: price.model })}>{price.model}</RowLink>
              </Td>
              <Td>{price.provider}</Td>
              <Td numeric>{tierWords(price.tiers, index)}</Td>
              {PRICE_COLUMNS.map(({ key }) => (
                <Td key={key} numeric>
                  {perMillion(tier[key])}
                </Td>
              ))}
              <Td>{price.source === "override" ? <Badge tone="info">Yours</Badge> : "Built in"}</Td>
              <Td>{timeWords(price) ?? NOTHING}</Td>
            </TableRow>
          )),
        )}
      </TableBody>
    </Table>
  );
}
