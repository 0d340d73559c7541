"use client";

import { Badge } from "@/components/ui/badge";
import { type Column, ListTable } from "@/components/ui/list-table";
import { RowLink } from "@/components/ui/table";
import { useWorkHref } from "@/components/work/use-work-href";
import type { ModelPrice, TokenPrices } from "@/lib/costs/schema";
import { PRICE_COLUMNS, perMillion, priceKey, tierWords, timeWords } from "./prepare-price";

interface PriceRow {
  id: string;
  price: ModelPrice;
  tier: TokenPrices;
  prompt: string;
}

/** A row for each tier of a price. */
export function PriceTable({ prices }: { prices: ModelPrice[] }) {
  const href = useWorkHref();
  const rows = prices.flatMap((price) =>
    price.tiers.map((tier, index) => ({
      id: `${priceKey(price)}\n${tier.fromTokens}`,
      price,
      tier,
      prompt: tierWords(price.tiers, index),
    })),
  );
  const columns: Column<PriceRow>[] = [
    {
      head: "Model",
      as: "name",
      cutAt: "max-w-72 min-w-44",
      cut: ({ price }) => price.model,
      cell: ({ price: { model } }) => <RowLink href={href("/costs/records", { model })}>{model}</RowLink>,
    },
    { head: "Provider", cell: ({ price }) => price.provider },
    { head: "Prompt, tokens", numeric: true, cell: ({ prompt }) => prompt },
    ...PRICE_COLUMNS.map(({ key, label }) => ({
      head: label,
      numeric: true,
      cell: ({ tier }: PriceRow) => perMillion(tier[key]),
    })),
    {
      head: "Source",
      cell: ({ price }) => (price.source === "override" ? <Badge tone="info">Yours</Badge> : "Built in"),
    },
    {
      head: "When",
      headClassName: "w-full",
      cell: ({ price }) => timeWords(price),
    },
  ];
  return (
    <ListTable label="Prices in USD for a million tokens" columns={columns} rows={rows} places={false} />
  );
}
