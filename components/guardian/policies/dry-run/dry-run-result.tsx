import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { formatDuration, formatUtc } from "@/components/ui/time-format";
import type { DryRunFiring, DryRunReport } from "@/lib/guardian/schema";
import { FactsSeen } from "../facts-seen";
import { summaryWords } from "../prepare-dry-run";
import { interventionWords, subjectWords } from "../prepare-policy";

/** What a dry run found, and how far it can be trusted. */
export function DryRunResult({ report }: { report: DryRunReport }) {
  const { notReplayed, firings, notes } = report;
  if (notReplayed.length > 0) {
    return (
      <Alert tone="warning" title="This condition cannot be replayed">
        <ul className="list-disc pl-5">
          {notReplayed.map(({ fact, why }) => (
            <li key={fact}>
              <code>{fact}</code>: {why}
            </li>
          ))}
        </ul>
      </Alert>
    );
  }
  return (
    <>
      <p className="font-medium">{summaryWords(report)}</p>
      {firings.length > 0 && (
        <ol className="rounded-md border border-line">
          {firings.map((firing) => (
            <Past key={`${firing.at} ${firing.subject}`} firing={firing} />
          ))}
        </ol>
      )}
      <ul className="list-disc pl-5 text-xs text-muted">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}

function Past({ firing }: { firing: DryRunFiring }) {
  const { at, endedAt, interventions, refusals, isBeyondLimits, facts } = firing;
  const heldMs = endedAt && Date.parse(endedAt) - Date.parse(at);
  return (
    <li className="border-b border-line px-3 py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 font-medium wrap-anywhere">{subjectWords(firing)}</span>
        {isBeyondLimits && <Badge tone="warning">Held back by its limits</Badge>}
        <span className="ml-auto text-muted tabular-nums">{formatUtc(new Date(at))}</span>
      </div>
      {interventions.map((intervention) => (
        <p key={JSON.stringify(intervention)} className="wrap-anywhere text-muted">
          {interventionWords(intervention, firing.subject)}
        </p>
      ))}
      {refusals.map((refusal) => (
        <p key={refusal}>{refusal}</p>
      ))}
      <details className="mt-1">
        <summary className="cursor-pointer text-muted hover:text-fg pointer-coarse:py-2">
          What it would have seen; held{" "}
          {heldMs === null ? "until now" : `on for ${formatDuration(heldMs || 0)}`}
        </summary>
        <div className="mt-2">
          <FactsSeen facts={facts} />
        </div>
      </details>
    </li>
  );
}
