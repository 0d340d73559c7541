// What the browser asks of the guardian, and what it may have done.
export * from "./interventions";
export * from "./keys";
export * from "./list";
export * from "./notices";
export * from "./policies";
export * from "./policy-parts";
