'use client';

import dynamic from 'next/dynamic';

// What a member's frame has that is not seen at first: fetched after it, and by nobody who is not signed in.

/** Keeps the window up to date once it is there. */
export const LazyLiveMail = dynamic(() => import('./live-mail'), { ssr: false });
/** Offers to undo what was filed. */
export const LazyUndoFilingBar = dynamic(
  () => import('./undo-filing-bar').then(({ UndoFilingBar }) => UndoFilingBar),
  { ssr: false },
);
/** Offers to take back what was sent. */
export const LazyTakeBackBar = dynamic(
  () => import('./take-back-bar').then(({ TakeBackBar }) => TakeBackBar),
  { ssr: false },
);
