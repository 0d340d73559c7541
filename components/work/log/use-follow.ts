"use client";

import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

/** Closer to the end than this counts as being there. */
const NEAR_PX = 24;

/**
 * Keeps a scrolling box at its end while `content` grows. Scrolling up lets go, so that what one reads stays
 * where it is; scrolling back to the end takes hold again.
 */
export function useFollow(box: RefObject<HTMLElement | null>, content: unknown, initially: boolean) {
  const [isFollowing, setFollowing] = useState(initially);
  const lastTop = useRef(0);

  useLayoutEffect(() => {
    // Named as a dependency: it is what grows.
    void content;
    if (isFollowing && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [box, content, isFollowing]);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR_PX;
    if (element.scrollTop < lastTop.current && !isAtEnd) setFollowing(false);
    else if (isAtEnd && element.scrollTop > lastTop.current) setFollowing(true);
    lastTop.current = element.scrollTop;
  }, [box]);

  return { isFollowing, setFollowing, onScroll };
}
