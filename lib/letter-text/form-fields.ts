import { elementsUnder, type MarkupElement, textOf } from './markup-tree';

/** What a form's field shows: its value, a tick, what is chosen. Null: it shows nothing that is text. */
export function fieldText(field: MarkupElement, kind: 'input' | 'select' | 'textarea'): string | null {
  if (kind === 'textarea') return textOf(field);
  if (kind === 'select') {
    const options = [...elementsUnder(field, 'option')];
    const chosen = options.filter((option) => option.attribute('selected') !== null);
    return (chosen.length > 0 ? chosen : options.slice(0, 1)).map(textOf).join(', ');
  }
  const type = (field.attribute('type') ?? 'text').toLowerCase();
  if (type === 'hidden') return '';
  if (type === 'checkbox' || type === 'radio') return field.attribute('checked') === null ? '☐' : '☑';
  if (/^(?:password|file|image|color|range)$/.test(type)) return null;
  return field.attribute('value') ?? '';
}
