"use client";

import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "./button";

/** The submit of a plain form: works before JavaScript, and shows the wait once there is some. */
export function SubmitButton({ variant = "primary", ...rest }: Omit<ComponentProps<typeof Button>, "type">) {
  const { pending } = useFormStatus();
  return <Button {...rest} variant={variant} type="submit" loading={pending || rest.loading} />;
}
