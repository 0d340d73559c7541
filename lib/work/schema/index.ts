// The contract of the queue: API, forms, CLI and runner read the same shapes. Safe in a browser.
export * from "./agents";
export * from "./artifact-requests";
export * from "./artifacts";
export * from "./batches";
export * from "./exports";
export * from "./hosts";
export * from "./ids";
export * from "./overlays";
export * from "./overview";
export * from "./phases";
export * from "./projects";
export * from "./runner";
export * from "./states";
export * from "./task-requests";
export * from "./tasks";
export * from "./tickets";
