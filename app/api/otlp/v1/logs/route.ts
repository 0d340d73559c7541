import { takeIn } from "@/lib/costs/otlp/service";

export const POST = takeIn("logs");
