import { queryOptions } from "@tanstack/react-query";
import { api } from "@/lib/client/api";
import { Notices } from "../schema/notices";
import { guardianKeys } from "./keys";

/** What every page says, whatever it shows. */
export function noticesQuery() {
  return queryOptions({
    queryKey: guardianKeys.notices,
    queryFn: ({ signal }) => api({ method: "GET", path: "/guardian/notices", reply: Notices, signal }),
  });
}
