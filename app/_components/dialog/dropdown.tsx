'use client';

import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import classes from './dropdown.module.css';

/**
 * A button that shows a list of links or buttons below itself (the disclosure pattern of the ARIA practices: Tab moves,
 * Escape closes and gives the focus back, a press on anything in it or elsewhere closes it). Written here because a
 * positioning library would be a tenth of every page's script.
 */
export function Dropdown(props: {
  /** What stands in the button. */
  face: ReactNode;
  /** Its accessible name where the face is no text. */
  label?: string;
  faceClassName?: string;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    if (list.current) bringIntoView(list.current);
    const chosen = (event: Event) => {
      if (!(event.target instanceof Node) || !list.current?.contains(event.target)) return;
      // Before the choice acts, so that a dialog it opens gives the focus back to this button.
      button.current?.focus();
      setOpen(false);
    };
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('click', chosen, { capture: true });
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', onEscape);
    return () => {
      document.removeEventListener('click', chosen, { capture: true });
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', onEscape);
    };
  }, [open]);

  return (
    <div className={classes.root} ref={root}>
      <button
        type="button"
        ref={button}
        className={props.faceClassName ?? classes.face}
        aria-expanded={open}
        aria-controls={id}
        aria-label={props.label}
        title={props.label}
        onClick={() => setOpen(!open)}
      >
        {props.face}
      </button>
      <div id={id} ref={list} className={classes.list} hidden={!open}>
        {props.children}
      </div>
    </div>
  );
}

/** Below the button and at its end; at its start where the end would lead out of the page. */
function bringIntoView(list: HTMLElement): void {
  list.removeAttribute('data-start');
  if (list.getBoundingClientRect().left < 8) list.setAttribute('data-start', '');
  list.scrollIntoView({ block: 'nearest' });
}
