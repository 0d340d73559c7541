/** Under what the server's log has an error that a page ran into there; null for an error of the browser. */
export function referenceOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("digest" in error)) return null;
  return typeof error.digest === "string" ? error.digest : null;
}
