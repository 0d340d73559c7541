export const costKeys = {
  /** All that a new record or a changed budget may change. */
  all: ["costs"] as const,
  summary: ["costs", "summary"] as const,
  records: ["costs", "records"] as const,
  reconciliation: ["costs", "reconciliation"] as const,
  budgets: ["costs", "budgets"] as const,
  forecast: ["costs", "forecast"] as const,
  recommendations: ["costs", "recommendations"] as const,
  /** Apart: no event changes what a model costs. */
  prices: ["cost-prices"] as const,
};

/** Rows of a page, as the browser asks for them and the server prefetches them. */
export const RECORDS_PAGE = 50;
export const BUDGETS_PAGE = 100;
export const RECOMMENDATIONS_PAGE = 25;
