import { api } from "@/lib/client/api";
import { addSums, NO_SUMS, type RerateSums } from "../rerate-sums";
import { type Rerate, Rerated } from "../schema";

/** Re-rates all that is asked for, some thousand records a request, and tells how far it has come. */
export async function rerateAll(
  body: Omit<Rerate, "cursor">,
  onProgress: (looked: number) => void,
): Promise<RerateSums> {
  let sums = NO_SUMS;
  let looked = 0;
  let cursor: string | null = null;
  do {
    const reply: Rerated = await api({
      method: "POST",
      path: "/costs/rerate",
      body: { ...body, ...(cursor ? { cursor } : {}) },
      reply: Rerated,
    });
    sums = addSums(sums, reply);
    looked += reply.looked;
    cursor = reply.nextCursor;
    onProgress(looked);
  } while (cursor);
  return sums;
}
