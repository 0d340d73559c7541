// What the browser asks about alerts and metrics, and what it may do.
export * from "./alerts";
export * from "./keys";
export * from "./metrics";
