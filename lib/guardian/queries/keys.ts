export const guardianKeys = {
  /** All that an intervention, or a decision about one, may change. */
  all: ["guardian"] as const,
  actions: ["guardian", "actions"] as const,
  preview: ["guardian", "preview"] as const,
  /** Apart: asked anew just after its action was reverted it would only be refused. */
  revertPreview: ["guardian-revert-preview"] as const,
  /** What every page says; alerts and holds change it too. */
  notices: ["guardian", "notices"] as const,
};

/** Whatever happens to a target may put a plan out of date, and is no event of the proposal's. */
export const PROPOSED_REFRESH_MS = 5_000;

/** Rows of a page, as the browser asks for them and the server prefetches them. */
export const ACTIONS_PAGE = 50;
