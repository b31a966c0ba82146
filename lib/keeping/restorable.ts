/** How long a copy that was removed for ever can still be put back: the offer to undo, and a slow line. Nothing is destroyed before. */
export const restorableMilliseconds = 120_000;
