export const alertKeys = {
  /** All that a new or changed alert may change. */
  all: ["alerts"] as const,
  list: ["alerts", "list"] as const,
  counts: ["alerts", "counts"] as const,
  rules: ["alerts", "rules"] as const,
  /** Apart: samples come by time alone. */
  metrics: ["metrics"] as const,
};

/** Rows of a page, as the browser asks for them and the server prefetches them. */
export const ALERTS_PAGE = 50;
