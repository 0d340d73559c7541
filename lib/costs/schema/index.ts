// The contract of this room: API, forms, runner. Safe in a browser.
export * from "./budgets";
export * from "./exports";
export * from "./forecast";
export * from "./prices";
export * from "./recommendations";
export * from "./reconciliation";
export * from "./records";
export * from "./rerate";
export * from "./summary";
