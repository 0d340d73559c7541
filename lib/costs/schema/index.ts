// The contract of this room: API, forms, runner. Safe in a browser.
export * from "./budgets";
export * from "./exports";
export * from "./prices";
export * from "./records";
export * from "./summary";
