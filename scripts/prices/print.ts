import type { PriceBook } from "@/lib/costs/prices/book";

/** JSON with one model a line, so that a new version of the prices can be read as a difference. */
export function printBook({ providers, ...head }: PriceBook): string {
  const heading = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  );
  const blocks = providers.map(({ models, ...provider }) => {
    const open = JSON.stringify(provider).slice(0, -1);
    return `    ${open},"models":[\n${models.map((model) => `      ${JSON.stringify(model)}`).join(",\n")}\n    ]}`;
  });
  return ["{", ...heading, '  "providers": [', blocks.join(",\n"), "  ]", "}", ""].join("\n");
}
