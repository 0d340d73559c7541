// The contract of the audit trail. Safe in a browser.
export * from "./chain";
export * from "./entries";
export * from "./exports";
export * from "./requests";
