export * from "./record";
export * from "./requests";
