import { PriceList, PricesQuery } from "@/lib/costs/schema";
import { listPrices } from "@/lib/costs/service";
import { route } from "@/lib/platform/http/route";

export const GET = route(
  {
    summary: "What models cost for each token, and where those prices come from",
    scope: "work:read",
    query: PricesQuery,
    reply: PriceList,
  },
  ({ actor, query }) => listPrices(actor, query),
);
