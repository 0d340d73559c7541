export const workKeys = {
  projects: ["projects"] as const,
  overview: ["overview"] as const,
  tickets: ["tickets"] as const,
  tasks: ["tasks"] as const,
  task: (id: string) => ["task", id] as const,
  /** Every single task that is shown. */
  eachTask: ["task"] as const,
  agents: ["agents"] as const,
  hosts: ["hosts"] as const,
  overlays: ["overlays"] as const,
};

/** What shows overlays, or what they do. */
export const overlaidKeys = [
  workKeys.overlays,
  workKeys.tasks,
  workKeys.eachTask,
  workKeys.agents,
  workKeys.overview,
];

/** Rows of a page, as the browser asks for them and the server prefetches them. */
export const TASKS_PAGE = 50;
export const AGENTS_PAGE = 100;
export const HOST_REQUESTS_PAGE = 10;
export const LIST_MAX = 200;
/** Cards of a phase on the board; the rest stands in the list. */
export const BOARD_CARDS = 30;
/** What the command palette and pickers show of each kind. */
export const FOUND_MAX = 6;
/** What the project switcher lists; words in the name find the others. */
export const SWITCHER_MAX = 30;
