import { z } from "zod";
import { BudgetsQuery } from "./budgets";
import { CostRecordsQuery } from "./records";

const format = z.literal("csv").default("csv");
const paging = { cursor: true, limit: true } as const;

export const ExportCostRecords = CostRecordsQuery.omit(paging).extend({ format });
export type ExportCostRecords = z.infer<typeof ExportCostRecords>;
export const ExportBudgets = BudgetsQuery.omit(paging).extend({ format });
export type ExportBudgets = z.infer<typeof ExportBudgets>;
