import { useId } from "react";
import { controlClass } from "@/components/ui/control-class";
import { CopyButton } from "@/components/ui/copy-button";

/** Something to copy now, since it is never shown again. A field, so that keys can select it as well. */
export function SecretOnce({ label, text }: { label: string; text: string }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-fg">
        {label}
      </label>
      <div className="flex items-start gap-1">
        <textarea
          id={id}
          key={text}
          readOnly
          rows={2}
          spellCheck={false}
          defaultValue={text}
          className={controlClass(
            "field-sizing-content resize-none bg-surface! py-1.5 font-mono text-xs! break-all text-fg",
          )}
        />
        <span className="[@media(scripting:none)]:hidden">
          <CopyButton text={text} label={`Copy: ${label}`} />
        </span>
      </div>
    </div>
  );
}
