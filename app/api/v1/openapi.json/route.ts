import { answerAnybody } from "@/lib/platform/http/answer-anybody";
import { describeApi } from "@/lib/platform/http/openapi";
import { routes } from "../routes";

let document: string | undefined;

/** The contract itself is no secret: it is served to anybody, so that clients can be generated. */
export function GET(request: Request) {
  return answerAnybody(request, "/openapi.json", () => {
    document ??= JSON.stringify(describeApi(routes));
    return new Response(document, { headers: { "content-type": "application/json" } });
  });
}
