import { Alert } from "@/components/ui/alert";
import type { Forecast } from "@/lib/costs/schema";

/** Says what a forecast is not: sure, or there at all. */
export function ConfidenceNote({ forecast }: { forecast: Forecast }) {
  const { confidence, reason, waiting, begun } = forecast;
  if (confidence === "good" || waiting + begun === 0) return null;
  if (confidence === "low") {
    return (
      <Alert tone="warning" title="Low confidence">
        {reason}
      </Alert>
    );
  }
  return (
    <Alert tone="info" title="No forecast yet">
      {reason} Fewer would be a guess.
    </Alert>
  );
}
