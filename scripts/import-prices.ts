// Writes config/prices.generated.json from the installed @pydantic/genai-prices: `npm run prices:import`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importPrices, readPackage } from "./prices/import";
import { printBook } from "./prices/print";

const file = join(process.cwd(), "config/prices.generated.json");
const source = await readPackage();
const before = existsSync(file) ? readFileSync(file, "utf8") : null;
const today = new Date().toISOString().slice(0, 10);
const isSame = before !== null && before === printBook(importPrices(source, JSON.parse(before).generatedAt));
const book = importPrices(source, today);
if (isSame) {
  console.log(`config/prices.generated.json has the prices of ${source.name} ${source.version} already.`);
} else {
  writeFileSync(file, printBook(book));
  const models = book.providers.flatMap((provider) => provider.models);
  const unpriced = models.filter((model) => model.prices.length === 0).length;
  console.log(
    `Wrote config/prices.generated.json: ${models.length} models of ${book.providers.length} providers ` +
      `(${unpriced} without a price by tokens), from ${source.name} ${source.version}.`,
  );
}
