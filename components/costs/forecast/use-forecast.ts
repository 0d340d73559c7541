"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { usePausable } from "@/components/live/use-pausable";
import { forecastQuery } from "@/lib/costs/queries";
import type { Forecast } from "@/lib/costs/schema";
import { forecastParams, toForecastQuery } from "./forecast-params";

/** It is worked out in the background, which is no event; what was not fresh is asked for again soon. */
const REFRESH_MS = 60_000;
const SOON_MS = 5000;

interface Answered {
  state: { data: Forecast | undefined; dataUpdatedAt: number };
}

export function useForecast(project: string | undefined) {
  const [choice] = useQueryStates(forecastParams);
  return useQuery(
    usePausable({
      ...forecastQuery(toForecastQuery(choice, project)),
      placeholderData: keepPreviousData,
      refetchInterval: ({ state: { data, dataUpdatedAt } }: Answered) =>
        data && dataUpdatedAt - Date.parse(data.computedAt) > SOON_MS ? SOON_MS : REFRESH_MS,
    }),
  );
}
