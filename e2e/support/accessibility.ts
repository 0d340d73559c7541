// What every page must hold, whatever it shows.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/**
 * What axe finds on the page as it stands, in both themes. A theme changes colours and nothing else, so the second
 * one is asked about colours only.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    // The theme follows the system while a page is open, so each page is loaded once.
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    const axe = new AxeBuilder({ page });
    if (colorScheme === "dark") axe.withRules(["color-contrast", "link-in-text-block"]);
    const { violations } = await axe.analyze();
    for (const { id, nodes } of violations) {
      found.push(`${colorScheme} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" ")}`);
    }
  }
  return found;
}

/** By how many CSS pixels the page can be scrolled sideways; 0 for none. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
}

/** The tables on the page that scroll sideways by themselves, and by how many CSS pixels. */
export async function sidewaysTables(page: Page): Promise<string[]> {
  return page.locator('[role="group"][aria-label]:has(> table)').evaluateAll((regions) =>
    regions.flatMap((it) => {
      const over = it.scrollWidth - it.clientWidth;
      return over > 0 ? [`${it.getAttribute("aria-label")}: ${over} px`] : [];
    }),
  );
}
