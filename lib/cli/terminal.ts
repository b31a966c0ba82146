import { withoutControls } from '../client/html-to-text';

/** Where a command writes: results to one, what a person may want to know meanwhile to the other. */
export type Terminal = { out: (text: string) => void; err: (text: string) => void };

/** A line for a person: names and subjects come from strangers, so nothing in them may steer the terminal. */
export function line(text: string): string {
  return `${withoutControls(text)}\n`;
}

/** One line of JSON in ASCII: safe to print, whatever a stranger wrote. */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
