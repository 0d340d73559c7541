import type { JsonSchema } from "./schema-words";

export interface RawReply {
  description: string;
  content?: Record<string, { schema: JsonSchema }>;
}

export interface RawOperation {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: { name: string; in: string; required?: boolean; description?: string; schema: JsonSchema }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, RawReply>;
}
