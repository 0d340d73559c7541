// What the browser asks of the queue, and what it may change.
export * from "./agents";
export * from "./hosts";
export * from "./keys";
export * from "./overlays";
export * from "./overview";
export * from "./projects";
export * from "./task-changes";
export * from "./task-detail";
export * from "./tasks";
export * from "./tickets";
