// Prices of one's own that a test changes while the server runs.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Big from "big.js";
import { afterAll, vi } from "vitest";
import * as costs from "@/lib/costs/service";
import { ADMIN } from "../../support/makers";

/** `folder` is what OMOI_CONFIG_DIR names since before anything was imported: the environment is read once a process. */
export function ownPrices(folder: string) {
  mkdirSync(folder);
  copyFileSync("config/phases.yaml", join(folder, "phases.yaml"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "cost_models.yaml");
  let clock = Date.now();

  /** Has the server see the file, which it looks at once a second. */
  async function look() {
    clock += 10_000;
    const now = vi.spyOn(Date, "now").mockReturnValue(clock);
    const list = await costs.listPrices(ADMIN, { limit: 1 });
    now.mockRestore();
    return list;
  }

  /** This model for so many dollars a million tokens that go in; null: for no known price. */
  async function setPrice({ provider, model }: { provider: string; model: string }, usd: number | null) {
    const price = { prompt_token_cost: new Big(usd ?? 0).div(1e6).toFixed(), completion_token_cost: "0" };
    writeFileSync(
      file,
      usd === null ? "" : JSON.stringify({ providers: { [provider]: { [model]: price } } }),
    );
    return look();
  }

  return { file, look, setPrice };
}
