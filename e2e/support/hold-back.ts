import type { Page, Request } from "@playwright/test";

/** A slow line for some of what a page asks for: it gets no answer until the returned function is called. */
export async function holdBack(
  page: Page,
  url: string | RegExp,
  isHeld: (request: Request) => boolean = () => true,
): Promise<() => void> {
  let letGo = () => {};
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(url, async (route) => {
    if (isHeld(route.request())) await gone;
    // The page may have been left, or have asked again, meanwhile.
    await route.fallback().catch(() => undefined);
  });
  return letGo;
}

export const isRead = (request: Request) => request.method() === "GET";
