import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { Forecast, type ForecastQuery } from "../schema";
import { costKeys } from "./keys";

export function forecastQuery(query: ForecastQuery) {
  return queryOptions({
    queryKey: [...costKeys.forecast, query],
    queryFn: ({ signal }) => api({ method: "GET", path: "/costs/forecast", query, reply: Forecast, signal }),
  });
}
