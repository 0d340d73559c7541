import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tones";

const tones: Record<string, Tone> = { GET: "neutral", DELETE: "danger" };

export function MethodBadge({ method }: { method: string }) {
  return (
    <span className="inline-flex w-14 shrink-0">
      <Badge tone={tones[method] ?? "info"}>{method}</Badge>
    </span>
  );
}
