"use client";

import { CalendarCheck, CircleDollarSign, ListChecks, Target } from "lucide-react";
import { Stat, StatRow } from "@/components/ui/stat";
import { formatUtc } from "@/components/ui/time-format";
import { useWorkHref } from "@/components/work/use-work-href";
import type { Forecast } from "@/lib/costs/schema";
import { formatUsd } from "@/lib/platform/money";
import { useRecordsHref } from "../use-records-href";
import { bandWords, coverageWords, paceWords } from "./prepare-forecast";

export function ForecastFigures({ forecast }: { forecast: Forecast }) {
  const { total, waiting, begun, ends, pace, coverage } = forecast;
  const href = useWorkHref();
  const records = useRecordsHref();
  const open = href("/tasks", { state: "pending,claimed,running" });
  return (
    <section aria-label="In figures">
      <StatRow>
        <Stat
          label="Still to be spent"
          value={total ? formatUsd(total.p50) : null}
          note={totalWords(forecast)}
          icon={CircleDollarSign}
          href={records({ from: null, to: null })}
        />
        <Stat
          label="Tasks left"
          value={(waiting + begun).toLocaleString("en")}
          note={`${begun.toLocaleString("en")} of them begun`}
          icon={ListChecks}
          href={open}
        />
        <Stat
          label="Ended by"
          value={ends ? formatUtc(new Date(ends.middle)).split(",")[0] : null}
          note={paceWords(pace) ?? "no task ended in 7 days"}
          icon={CalendarCheck}
          href={href("/tasks", { state: "completed,failed,cancelled" })}
        />
        <Stat
          label="How good so far"
          value={coverage.scored > 0 ? `${Math.round((coverage.inside / coverage.scored) * 100)} %` : null}
          note={coverageWords(coverage) ?? "no kept forecast has ended"}
          icon={Target}
          href={href("/costs/forecast#how-good")}
        />
      </StatRow>
    </section>
  );
}

function totalWords({ total, waiting, begun }: Forecast): string {
  if (waiting + begun === 0) return "no task is left";
  return total ? `${bandWords(total)}, eight of ten` : "no forecast yet";
}
