import { newId } from "../ids";
import { metrics } from "../metrics/registry";
import { toProblemResponse } from "./problem";
import { countStranger, refuseExceeded, setRateLimitHeaders } from "./rate-limit";

/** What is needed of a request, so that Node's own will do as well. */
interface Asked {
  method: string;
  headers: { get(name: string): string | null };
}

/** Answers a request whose credential, if it has one, does not matter: within the limit of its address. */
export async function answerAnybody(
  request: Asked,
  route: string,
  answer: () => Response,
): Promise<Response> {
  const requestId = newId("req");
  const allowance = await countStranger(request);
  const response = tryTo(() => {
    refuseExceeded(allowance);
    return answer();
  }, requestId);
  response.headers.set("x-request-id", requestId);
  setRateLimitHeaders(response.headers, allowance);
  metrics().requests.inc({ method: request.method, route, status: response.status });
  return response;
}

function tryTo(answer: () => Response, requestId: string): Response {
  try {
    return answer();
  } catch (error) {
    return toProblemResponse(error, requestId);
  }
}
