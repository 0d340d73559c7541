import { AppError } from "../errors";
import { newId } from "../ids";
import { toProblemResponse } from "./problem";

/** Answers what no route answers, with the same problem document as everything else. */
export async function noSuchRoute(): Promise<Response> {
  const detail = "There is no such endpoint. See /api/v1/openapi.json.";
  return toProblemResponse(new AppError("not_found", detail), newId("req"));
}
