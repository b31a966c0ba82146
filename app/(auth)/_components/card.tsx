import type { ReactNode } from 'react';
import { Logo } from '@/app/_components/frame/logo';
import classes from './card.module.css';

/** The card on which one signs in or chooses a password. */
export function Card({
  title,
  lead,
  note,
  children,
}: {
  title: string;
  lead?: string;
  note?: string;
  children?: ReactNode;
}) {
  return (
    <div className={classes.card}>
      <div className={classes.mark}>
        <Logo size={44} />
      </div>
      <h1>{title}</h1>
      {lead && <p className={classes.lead}>{lead}</p>}
      {children}
      {note && <p className={classes.note}>{note}</p>}
    </div>
  );
}
