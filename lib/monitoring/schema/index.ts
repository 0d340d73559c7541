// The contract of monitoring: API and pages read the same shapes. Safe in a browser.
export * from "./alerts";
export * from "./facts";
export * from "./metrics";
export * from "./rules";
