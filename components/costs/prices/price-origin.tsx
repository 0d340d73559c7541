"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { DataList, Fact } from "@/components/ui/data-list";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { PriceList } from "@/lib/costs/schema";

const EXAMPLE = `providers:
  anthropic:
    claude-sonnet-4-5:
      prompt_token_cost: 0.0000027
      completion_token_cost: 0.0000135`;

/** Where prices come from, how old they are, and how to have others. */
export function PriceOrigin({
  list,
}: {
  list: Pick<PriceList, "generatedFrom" | "generatedAt" | "version">;
}) {
  return (
    <Panel title="Where these prices come from" className="mt-4">
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        <DataList>
          <Fact term="Built in">{list.generatedFrom}</Fact>
          <Fact term="Taken over">
            <RelativeTime at={list.generatedAt} />
          </Fact>
          <Fact term="Version">
            <span className="break-words">{list.version}</span>
          </Fact>
          <Fact term="Counts for">
            Calls recorded from now on. A record keeps the price that it was given, and names this version,
            until somebody re-rates it.
          </Fact>
        </DataList>
        <div className="min-w-0">
          <p className="text-muted">
            For prices of your own, or a model that is missing here, write them for one token into{" "}
            <code>config/cost_models.yaml</code>. It is read again when it changes, and comes before the
            built-in ones.
          </p>
          <div className="relative mt-2 rounded-md border border-line bg-sunken">
            <pre className="overflow-x-auto p-3 pr-10 text-xs">{EXAMPLE}</pre>
            <span className="absolute top-1 right-1">
              <CopyButton text={EXAMPLE} label="Copy the example" />
            </span>
          </div>
        </div>
      </div>
    </Panel>
  );
}
