export type Tone = "neutral" | "info" | "progress" | "success" | "warning" | "danger";

/** The only place that turns a tone into colour; classes are spelled out so that Tailwind finds them. */
export const toneClasses: Record<Tone, { text: string; soft: string; line: string }> = {
  neutral: { text: "text-neutral", soft: "bg-neutral-soft", line: "border-neutral-line" },
  info: { text: "text-info", soft: "bg-info-soft", line: "border-info-line" },
  progress: { text: "text-progress", soft: "bg-progress-soft", line: "border-progress-line" },
  success: { text: "text-success", soft: "bg-success-soft", line: "border-success-line" },
  warning: { text: "text-warning", soft: "bg-warning-soft", line: "border-warning-line" },
  danger: { text: "text-danger", soft: "bg-danger-soft", line: "border-danger-line" },
};
