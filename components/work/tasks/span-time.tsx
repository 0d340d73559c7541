"use client";

import { Duration, Elapsed } from "@/components/ui/duration";
import type { Span } from "../prepare-task";

export function SpanTime({ span }: { span: Span }) {
  return span.kind === "growing" ? <Elapsed since={span.since} /> : <Duration durationMs={span.durationMs} />;
}
