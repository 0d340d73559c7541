import { AppError } from "../errors";

/**
 * Refuses a state-changing request that a browser sent from another site with our cookie (CSRF). Browsers send
 * Sec-Fetch-Site or Origin on every such request; a cookie without either is refused too.
 */
export function requireSameOrigin(request: Request, publicUrl: string | undefined): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.headers.get("sec-fetch-site");
  if (site === "same-origin") return;
  const origin = request.headers.get("origin");
  if (site === null && origin !== null && isOwn(origin, request, publicUrl)) return;
  throw new AppError("forbidden", "This request came from another site. Use a key for programs.");
}

function isOwn(origin: string, request: Request, publicUrl: string | undefined): boolean {
  if (publicUrl) return origin === new URL(publicUrl).origin;
  const host = URL.parse(origin)?.host;
  return host !== undefined && host === request.headers.get("host");
}
