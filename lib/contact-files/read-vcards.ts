import { type Contact, toContact } from './contact';
import { type FileFault, type FileRefusal, gatherContacts, type ReadContacts } from './read-contacts';
import { componentsOf, type Property, propertiesOf, unescapeText } from './vcard-lines';

/** What says nothing of a person, or the same again. */
const silent = new Set(
  'VERSION PRODID UID REV KIND N FN SOURCE MAILER CLASS CLIENTPIDMAP PROFILE NAME SORT-STRING'.split(' '),
);

/**
 * The people of a file of cards: vCard 3.0 (RFC 2426), 4.0 (RFC 6350) and what phones still write of 2.1. Of a card are kept name,
 * addresses, organisation, title or role, the first telephone number and the notes.
 */
export function readVcards(text: string): ReadContacts | FileRefusal {
  const gathered = gatherContacts();
  let card: { line: number; properties: Property[] } | null = null;
  const unfinished = () => {
    if (card !== null) gathered.add(card.line, { fault: 'unfinished', value: nameOf(card.properties) }, []);
  };
  for (const property of propertiesOf(text)) {
    const value = property.value?.trim().toUpperCase();
    if (property.name === 'BEGIN' && value === 'VCARD') {
      unfinished();
      card = { line: property.line, properties: [] };
    } else if (property.name === 'END' && value === 'VCARD') {
      if (card !== null) gathered.add(card.line, ...contactOf(card.properties));
      card = null;
    } else card?.properties.push(property);
  }
  unfinished();
  return gathered.end();
}

function contactOf(
  properties: readonly Property[],
): [Contact | { fault: FileFault; value: string }, string[]] {
  const broken = properties.find(({ value }) => value === null);
  if (broken !== undefined) return [{ fault: 'encoding', value: broken.name }, []];
  const valuesOf = (name: string) =>
    properties.filter((one) => one.name === name && one.value?.trim()).map((one) => one.value ?? '');
  const isGroup = [...valuesOf('KIND'), ...valuesOf('X-ADDRESSBOOKSERVER-KIND')].some((kind) =>
    /^group$/i.test(kind.trim()),
  );
  if (isGroup) return [{ fault: 'group', value: nameOf(properties) }, []];
  const [title, ...titles] = [...valuesOf('TITLE'), ...valuesOf('ROLE')];
  const [phone, ...phones] = properties.filter((one) => one.name === 'TEL' && one.value?.trim());
  const [organisation, ...organisations] = valuesOf('ORG');
  const kept = new Set(['EMAIL', 'NOTE', 'TITLE', 'ROLE', 'TEL', 'ORG']);
  const leftOut = [
    ...(titles.length > 0 ? ['ROLE'] : []),
    ...(phones.length > 0 ? ['TEL'] : []),
    ...(organisations.length > 0 ? ['ORG'] : []),
    ...properties
      .filter(({ name, value }) => !silent.has(name) && !kept.has(name) && value?.replace(/;/g, '').trim())
      .map(({ name }) => name),
  ];
  const contact = toContact({
    name: nameOf(properties),
    addresses: addressesOf(properties),
    organisation: componentsOf(organisation ?? '')
      .filter((part) => part.trim() !== '')
      .join(', '),
    role: unescapeText(title ?? ''),
    phone: phoneOf(phone),
    note: valuesOf('NOTE').map(unescapeText).join('\n'),
  });
  return [contact, leftOut];
}

/** The name as the card wants it shown, else put together from its parts: prefixes, given, additional, family, suffixes. */
function nameOf(properties: readonly Property[]): string {
  const shown = properties.find(({ name, value }) => name === 'FN' && value?.trim())?.value;
  if (shown) return unescapeText(shown);
  const [family, given, additional, prefixes, suffixes] = componentsOf(
    properties.find(({ name }) => name === 'N')?.value ?? '',
  );
  return [prefixes, given, additional, family, suffixes].filter((part) => part?.trim()).join(' ');
}

/** A number; of a link (RFC 3966) what follows its scheme. */
function phoneOf(phone: Property | undefined): string {
  const number = unescapeText(phone?.value ?? '');
  return /(^|;)VALUE=uri/i.test(phone?.parameters ?? '') ? number.replace(/^tel:/i, '') : number;
}

/** The preferred one first, the others as they stand. */
function addressesOf(properties: readonly Property[]): string[] {
  const rank = ({ parameters }: Property) => (/(^|[;=,"])PREF\b/i.test(parameters) ? 0 : 1);
  return properties
    .filter(({ name }) => name === 'EMAIL')
    .sort((a, b) => rank(a) - rank(b))
    .map(({ value }) => unescapeText(value ?? '').replace(/^mailto:/i, ''));
}
