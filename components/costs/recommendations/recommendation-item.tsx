"use client";

import { Badge } from "@/components/ui/badge";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Recommendation } from "@/lib/costs/schema";
import { DecideButtons } from "./decide-buttons";
import { EvidenceList } from "./evidence-list";
import { KIND_WORDS, realisedWords, savingWords } from "./prepare-recommendation";

/** One way to spend less: what it saves, what it follows from, and what was decided. */
export function RecommendationItem({ item, mayManage }: { item: Recommendation; mayManage: boolean }) {
  const { id, kind, label, evidence, saving, projectName, isCurrent, state } = item;
  const words = savingWords(saving);
  return (
    <li
      id={id}
      className="flex scroll-mt-24 flex-col gap-3 border-b border-line px-4 py-4 last:border-b-0 target:bg-selected"
    >
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
            <Badge>{KIND_WORDS[kind]}</Badge>
            <span className="wrap-anywhere">{projectName}</span>
            {!isCurrent && <span>· the ledger does not show it any more</span>}
          </p>
          <h3 className="mt-1 font-semibold wrap-anywhere">{label}</h3>
          <p className="mt-0.5 wrap-anywhere">{evidence.summary}</p>
        </div>
        <div className="sm:text-right">
          <p className="text-lg font-semibold tabular-nums">{words.value}</p>
          <p className="text-xs text-muted tabular-nums">{words.span}</p>
        </div>
      </div>
      {state === "accepted" && <Realised realised={item.realised} />}
      <EvidenceList evidence={evidence} />
      <p className="max-w-prose text-muted">{evidence.caution}</p>
      {state !== "open" && <Decision item={item} />}
      {mayManage && (isCurrent || state === "accepted") && <DecideButtons item={item} />}
    </li>
  );
}

function Realised({ realised }: Pick<Recommendation, "realised">) {
  const { value, basis } = realisedWords(realised);
  return (
    <p className="rounded-md border border-line bg-sunken px-3 py-2">
      <strong className="font-semibold tabular-nums">{value}</strong>{" "}
      <span className="text-muted">{basis}</span>
    </p>
  );
}

function Decision({ item: { state, decidedBy, decidedAt, reason } }: { item: Recommendation }) {
  return (
    <p className="wrap-anywhere">
      {state === "accepted" ? "Accepted" : "Dismissed"} by {decidedBy}
      {decidedAt && (
        <>
          {" "}
          <RelativeTime at={decidedAt} />
        </>
      )}
      {reason && `: ${reason}`}
    </p>
  );
}
