import { type ReactNode, useId } from 'react';
import classes from './section.module.css';

/** One subject of a settings page: what it is on the left, what can be done on the right (below, on a phone). */
export function Section({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        {lead && <p>{lead}</p>}
      </div>
      <div>{children}</div>
    </section>
  );
}
