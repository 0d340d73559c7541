"use client";

import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { notify } from "@/components/ui/notify";
import { cancelStart } from "@/lib/work/queries";
import type { HostRequest } from "@/lib/work/schema";
import { useHostsChanged } from "./use-hosts-changed";

/** Takes a request back that the host has yet to accept; nothing is lost by it, so nothing is asked. */
export function CancelStartButton({ request }: { request: HostRequest }) {
  const changed = useHostsChanged();
  const mutation = useMutation({
    mutationFn: () => cancelStart(request),
    onSuccess: () => notify.success("Request cancelled", { description: request.template }),
    onError: (error) => notify.error("Could not cancel the request", { description: error.message }),
    onSettled: changed,
  });
  return (
    <Button size="sm" variant="ghost" loading={mutation.isPending} onClick={() => mutation.mutate()}>
      <X aria-hidden="true" />
      Cancel<span className="sr-only"> the request for {request.template}</span>
    </Button>
  );
}
