"use client";

import { useMutation } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { notify } from "@/components/ui/notify";
import { lookAgain } from "@/lib/costs/queries";
import { useRecommendationsChanged } from "./use-recommendations-changed";

/** Has the ledger looked through now, not when it is due. */
export function LookAgainButton({ projectId }: { projectId: string | undefined }) {
  const changed = useRecommendationsChanged();
  const { mutate, isPending } = useMutation({
    mutationFn: () => lookAgain(projectId),
    onSuccess: ({ found }) => {
      changed();
      const words = found === 1 ? "1 recommendation" : `${found.toLocaleString("en")} recommendations`;
      notify.success("The ledger was looked through", { description: `It shows ${words}.` });
    },
    onError: (error) => notify.error("Could not look through the ledger", { description: error.message }),
  });
  return (
    <Button loading={isPending} onClick={() => mutate()}>
      <RefreshCw aria-hidden="true" />
      Look again
    </Button>
  );
}
