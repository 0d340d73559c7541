/** Where the log stands on the page of a task, so that others on it can point there. */
export const LOG_PANEL_ID = "log";
