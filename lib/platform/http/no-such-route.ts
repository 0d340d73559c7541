import { AppError } from "../errors";
import { newId } from "../ids";
import { metrics } from "../metrics/registry";
import { toProblemResponse } from "./problem";
import { type Allowance, countStranger, refuseExceeded, setRateLimitHeaders } from "./rate-limit";

/** Answers what no route answers, with the same problem document as everything else. */
export async function noSuchRoute(request: Request): Promise<Response> {
  const allowance = await countStranger(request);
  const response = toProblemResponse(whatIsWrong(allowance), newId("req"));
  setRateLimitHeaders(response.headers, allowance);
  metrics().requests.inc({ method: request.method, route: "none", status: response.status });
  return response;
}

function whatIsWrong(allowance: Allowance): unknown {
  try {
    refuseExceeded(allowance);
    return new AppError("not_found", "There is no such endpoint. See /api/v1/openapi.json and /docs/api.");
  } catch (error) {
    return error;
  }
}
