export * from "./acts";
export * from "./document";
export * from "./firings";
export * from "./views";
export * from "./words";
