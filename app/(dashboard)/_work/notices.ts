import { cache } from "react";
import { readNotices } from "@/lib/guardian/service";
import { requirePerson } from "@/lib/platform/auth/page";

/** What every page says; read once a request, by its frame or by the page itself. */
export const noticesNow = cache(async () => readNotices(await requirePerson()));
