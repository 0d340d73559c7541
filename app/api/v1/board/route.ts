import { route } from "@/lib/platform/http/route";
import { Board, BoardQuery } from "@/lib/work/schema";
import { getBoard } from "@/lib/work/service";

export const GET = route(
  { summary: "Read the board: open tickets by phase", scope: "work:read", query: BoardQuery, reply: Board },
  ({ actor, query }) => getBoard(actor, query),
);
