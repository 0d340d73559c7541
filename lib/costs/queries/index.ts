// What the browser asks of the ledger, and what it may change.
export * from "./budgets";
export * from "./keys";
export * from "./period";
export * from "./prices";
export * from "./records";
export * from "./summary";
