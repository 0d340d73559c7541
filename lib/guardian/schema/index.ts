// The contract of this room: API, forms, policies. Safe in a browser.
export * from "./action-details";
export * from "./actions";
export * from "./interventions";
export * from "./notices";
export * from "./plans";
export * from "./policies";
export * from "./requests";
