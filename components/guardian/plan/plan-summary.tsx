import { Alert } from "@/components/ui/alert";
import type { Plan } from "@/lib/guardian/schema";
import { impactWords } from "../prepare-action";

const SHOWN = 8;

/** What a plan would do: each effect, what it comes to, and what to know before. */
export function PlanSummary({ plan }: { plan: Plan }) {
  const impact = impactWords(plan);
  const more = plan.effects.length - SHOWN;
  return (
    <div className="flex flex-col gap-2">
      <ul className="list-disc pl-5">
        {plan.effects.slice(0, SHOWN).map((effect) => (
          <li key={`${effect.kind} ${effect.entity}`} className="wrap-anywhere">
            {effect.label}
          </li>
        ))}
        {more > 0 && <li>and {more.toLocaleString("en")} more</li>}
      </ul>
      {impact.length > 0 && <p className="text-muted">It {impact.join("; ")}.</p>}
      {plan.warnings.length > 0 && (
        <ul className="text-muted">
          {plan.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {plan.needsApproval.length > 0 && (
        <Alert tone="warning" title="Another person must approve it first">
          {plan.needsApproval.join(" ")}
        </Alert>
      )}
    </div>
  );
}
