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

/** Rows of a page, as the browser asks for them and the server prefetches them. */
export const ACTIONS_PAGE = 50;
