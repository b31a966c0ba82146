import type { ReactNode } from 'react';

/**
 * A region that scrolls by itself because its content may be wider or longer than the page. It takes the focus, so that
 * the arrow keys scroll it too (WCAG 2.2, 2.1.1; axe: scrollable-region-focusable).
 */
export function Scroller({
  label,
  className,
  children,
}: {
  label: string;
  className: string | undefined;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: Safari lets nobody reach what scrolls by keyboard without it
    <section className={className} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
