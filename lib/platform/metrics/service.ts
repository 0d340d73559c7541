import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "../env";
import { AppError } from "../errors";
import { toProblemResponse } from "../http/problem";
import { countStranger, refuseExceeded } from "../http/rate-limit";
import { newId } from "../ids";
import { scrape } from "./sources";

/** The metrics as text for who sends METRICS_TOKEN; a problem document for anybody else. */
export async function answerScrape(request: Request): Promise<Response> {
  try {
    await authorise(request);
    const { text, contentType } = await scrape();
    return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
  } catch (error) {
    return toProblemResponse(error, newId("req"));
  }
}

async function authorise(request: Request): Promise<void> {
  const { METRICS_TOKEN } = env();
  if (!METRICS_TOKEN) throw new AppError("not_found", "Metrics are off: METRICS_TOKEN is not set.");
  const sent = /^Bearer (\S{1,200})$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  // Digests have one length, so that the comparison tells nothing about the token's.
  if (timingSafeEqual(digest(sent), digest(METRICS_TOKEN))) return;
  refuseExceeded(await countStranger(request));
  throw new AppError("unauthenticated", "Send METRICS_TOKEN as Authorization: Bearer.");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
