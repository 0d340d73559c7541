// What the browser asks of the ledger, and what it may change.
export * from "./budgets";
export * from "./forecast";
export * from "./keys";
export * from "./prices";
export * from "./recommendations";
export * from "./reconciliation";
export * from "./records";
export * from "./rerate";
export * from "./summary";
