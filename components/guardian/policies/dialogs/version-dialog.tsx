"use client";

import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { formatUtcLong } from "@/components/ui/time-format";
import type { DialogControl } from "@/components/work/form/use-dialog";
import type { PolicyVersion } from "@/lib/guardian/schema";
import { TextDiff } from "../text-diff";

/** An earlier text beside the current one. */
export function VersionDialog({
  version,
  current,
  ...control
}: { version: PolicyVersion; current: PolicyVersion | undefined } & DialogControl) {
  const isOther = current !== undefined && current.hash !== version.hash;
  return (
    <Dialog
      {...control}
      size="lg"
      title={isOther ? "From this text to the current one" : "The current text"}
      description={`${version.hash.slice(0, 12)}, ${formatUtcLong(new Date(version.at))}, by ${version.authorName}`}
      footer={<DialogClose render={<Button>Close</Button>} />}
    >
      <TextDiff before={version.text} after={isOther ? current.text : version.text} />
    </Dialog>
  );
}
