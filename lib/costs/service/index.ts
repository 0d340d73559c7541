// The use cases of the ledger: the only way into this room.

export { createBudget, deleteBudget, listBudgets, updateBudget } from "./budgets";
export { checkBudgets } from "./check";
export { endOverPauses, startCosts } from "./clock";
export { exportBudgets, exportCostRecords } from "./export";
export { listPrices } from "./prices";
export { recordCosts } from "./record";
export { listCostRecords } from "./records";
export { getCostSummary } from "./summary";
