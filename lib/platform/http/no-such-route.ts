import { AppError } from "../errors";
import { answerAnybody } from "./answer-anybody";

/** Answers what no route answers, with the same problem document as everything else. */
export function noSuchRoute(request: Request): Promise<Response> {
  return answerAnybody(request, "none", () => {
    throw new AppError("not_found", "There is no such endpoint. See /api/v1/openapi.json and /docs/api.");
  });
}
