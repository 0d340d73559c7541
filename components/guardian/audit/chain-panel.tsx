"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, ShieldCheck } from "lucide-react";
import { usePausable } from "@/components/live/use-pausable";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { CopyButton } from "@/components/ui/copy-button";
import { DataList, Fact } from "@/components/ui/data-list";
import { lazyPart } from "@/components/ui/lazy-part";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Loaded } from "@/components/work/state/loaded";
import { auditStateQuery } from "@/lib/platform/audit/queries";
import type { AuditState } from "@/lib/platform/audit/schema";
import { checkedWords, shortHash } from "./prepare-audit";

const NotProven = lazyPart(() => import("./not-proven").then((module) => module.NotProven), {
  fallback: <div className="h-8" />,
});

/** How long the chain is, who vouches for it, and whether it holds together. */
export function ChainPanel() {
  const state = useQuery(usePausable(auditStateQuery()));
  return (
    <Panel title="Chain" className="mb-4" flush actions={<Actions />}>
      <Loaded query={state} what="the chain" skeleton={<Skeleton className="m-4 h-36" />}>
        {(chain) => (
          <div className="p-4">
            {chain.lastCheck?.fault && <Broken chain={chain} fault={chain.lastCheck.fault} />}
            <DataList>
              <Fact term="Length">
                {chain.length.toLocaleString("en")} {chain.length === 1 ? "entry" : "entries"}
              </Fact>
              <Fact term="Head">
                <span className="-my-1 inline-flex items-center gap-1 align-top pointer-coarse:-my-2">
                  <code title={chain.hash}>{shortHash(chain.hash)}</code>
                  <CopyButton text={chain.hash} label="Copy the hash of the head" />
                </span>
              </Fact>
              <Fact term="Last signed">
                <Signed chain={chain} />
              </Fact>
              <Fact term="Last verified">
                <Verified chain={chain} />
              </Fact>
            </DataList>
            <NotProven />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Actions() {
  const queries = useQueryClient();
  const show = (state: AuditState) => queries.setQueryData(auditStateQuery().queryKey, state);
  const { mutate, isPending } = useMutation({
    mutationFn: async () => (await import("./verify-now")).verifyNow(show),
  });
  return (
    <>
      <a
        href="/api/v1/guardian/audit/export"
        download
        title="Download the whole chain with its signed head, to be verified offline"
        className={buttonClass("secondary")}
      >
        <Download aria-hidden="true" />
        <span className="max-sm:sr-only">Export chain</span>
      </a>
      <Button loading={isPending} onClick={() => mutate()}>
        <ShieldCheck aria-hidden="true" />
        Verify now
      </Button>
    </>
  );
}

function Broken({
  chain,
  fault,
}: {
  chain: AuditState;
  fault: { kind: string; position: number; detail: string };
}) {
  return (
    <div className="mb-4">
      <Alert tone="danger" title={`The chain is broken at position ${fault.position.toLocaleString("en")}`}>
        {fault.detail} <code>{fault.kind}</code>
        {chain.lastHead && (
          <>
            {" "}
            The last head that was signed is of position {chain.lastHead.position.toLocaleString("en")}:
            compare with an export that you kept.
          </>
        )}
      </Alert>
    </div>
  );
}

function Signed({ chain: { lastHead, signing } }: { chain: AuditState }) {
  if (signing.source === "none") {
    return (
      <>
        never: there is no key. Set <code>AUDIT_SIGNING_KEY</code> on every replica
      </>
    );
  }
  if (!lastHead) return <>not yet; heads are signed once a minute</>;
  return (
    <>
      <RelativeTime at={lastHead.at} /> at position {lastHead.position.toLocaleString("en")}, by key{" "}
      <code title={lastHead.keyId}>{lastHead.keyId.slice(0, 8)}</code>
      {signing.source === "generated" && ", which lies beside the data"}
      {signing.publicKey && (
        <span className="-my-1 ml-1 inline-flex align-top">
          <CopyButton text={signing.publicKey} label="Copy the public key" />
        </span>
      )}
    </>
  );
}

function Verified({ chain: { lastCheck, running } }: { chain: AuditState }) {
  if (running) {
    return (
      <>
        now: {running.done.toLocaleString("en")} of {running.total.toLocaleString("en")} entries so far
      </>
    );
  }
  if (!lastCheck) return <>not yet</>;
  return (
    <>
      <RelativeTime at={lastCheck.at} />: {lastCheck.state === "whole" ? "whole" : "broken"},{" "}
      {checkedWords(lastCheck)}
    </>
  );
}
