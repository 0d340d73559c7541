import { Alert } from "@/components/ui/alert";

/** That a proposal's plan is out of date, and what may be done about it. */
export function OvertakenNote({ change }: { change: string }) {
  return (
    <Alert tone="warning" title="Its plan is out of date">
      {change} Approving it would do nothing: reject it, or let it expire, and ask anew if it is still needed.
    </Alert>
  );
}
