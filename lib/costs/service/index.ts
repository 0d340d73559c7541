// The use cases of the ledger: the only way into this room.

export { listDeleted as listDeletedBudgets } from "../store/budgets";
export { sumOfTasks } from "../store/task-costs";
export { acceptRecommendation, dismissRecommendation } from "./advice/decide";
export { exportRecommendations, listRecommendations } from "./advice/list";
export { lookAgain } from "./advice/pass";
export { startAdvice } from "./advice-clock";
export { createBudget, deleteBudget, getBudget, listBudgets, updateBudget } from "./budgets";
export { checkBudgets } from "./check";
export { endOverPauses, startCosts } from "./clock";
export { exportBudgets, exportCostRecords } from "./export";
export { readBudgetsNow, readSpend, sumSpentBySteps } from "./facts";
export { getForecast } from "./forecast/get";
export { renewForecasts } from "./forecast/pass";
export { keepCostMonths } from "./months";
export { listPrices } from "./prices";
export { reconcileCosts } from "./reconcile";
export { recordCosts } from "./record";
export { listCostRecords } from "./records";
export { rerateCosts } from "./rerate";
export { getCostSummary } from "./summary";
