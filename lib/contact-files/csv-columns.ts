/** What a column of a table of contacts holds. */
export type Column =
  | 'name'
  | 'given'
  | 'middle'
  | 'family'
  | 'address'
  | 'organisation'
  | 'role'
  | 'phone'
  | 'note';

/**
 * What Outlook, Thunderbird, Google and Pli call them, in English and French, without case, accents or punctuation. Of several columns of
 * one kind the earlier here is taken first.
 */
const names: Record<Column, readonly string[]> = {
  name: [
    'display name',
    'nom a afficher',
    'nom affiche',
    'nom complet',
    'full name',
    'file as',
    'name',
    'nom et prenom',
  ],
  given: ['first name', 'given name', 'prenom'],
  middle: ['middle name', 'additional name', 'deuxieme prenom'],
  family: ['last name', 'family name', 'surname', 'nom de famille', 'nom'],
  address: [
    ...[
      'e mail',
      'email',
      'mail',
      'courriel',
      'e mail address',
      'email address',
      'adresse e mail',
      'adresse email',
    ],
    ...['adresse mail', 'adresse de messagerie', 'adresse electronique', 'primary email', 'e mail 1 value'],
    ...['premiere adresse electronique', 'adresse electronique principale', 'adresse principale'],
    ...[
      'secondary email',
      'adresse electronique secondaire',
      'seconde adresse electronique',
      'adresse secondaire',
    ],
    ...[2, 3, 4, 5].flatMap((n) => [
      ...[`e mail ${n}`, `email ${n}`, `e mail ${n} address`, `email ${n} address`, `e mail ${n} value`],
      ...[`adresse de messagerie ${n}`, `adresse e mail ${n}`, `adresse electronique ${n}`],
    ]),
  ],
  organisation: [
    'organisation',
    'organization',
    'company',
    'societe',
    'entreprise',
    'etablissement',
    'organization name',
    'organization 1 name',
  ],
  role: [
    'job title',
    'fonction',
    'profession',
    'titre professionnel',
    'titre',
    'role',
    'organization title',
    'organization 1 title',
  ],
  phone: [
    ...[
      'phone',
      'telephone',
      'tel',
      'business phone',
      'work phone',
      'telephone bureau',
      'tel professionnel',
      'telephone professionnel',
    ],
    ...[
      'mobile phone',
      'mobile number',
      'mobile',
      'portable',
      'telephone mobile',
      'tel mobile',
      'tel portable',
      'phone 1 value',
    ],
    ...['home phone', 'telephone domicile', 'tel personnel', 'tel domicile', 'telephone personnel'],
  ],
  note: ['note', 'notes', 'remarques', 'remarque', 'commentaire', 'commentaires'],
};

/** What programs fill by themselves: it says nothing of a person, or the same again. */
const silent = new Set([
  ...[
    'e mail type',
    'e mail display name',
    'type de messagerie',
    'nom complet de l adresse de messagerie',
    'initials',
    'initiales',
  ],
  ...[
    'priority',
    'priorite',
    'private',
    'prive',
    'sensitivity',
    'critere de diffusion',
    'gender',
    'sexe',
    'language',
    'langue',
  ],
  ...[2, 3].flatMap((n) => [`e mail ${n} type`, `e mail ${n} display name`]),
  ...[2, 3].flatMap((n) => [`type de messagerie ${n}`, `nom complet de l adresse de messagerie ${n}`]),
  ...[1, 2, 3].flatMap((n) => [`e mail ${n} label`, `phone ${n} label`, `organization ${n} label`]),
  ...['labels', 'group membership', 'screen name'],
]);

/** Which column holds what: positions by kind, best first, and those that the book has no place for, by name. */
export type Columns = { of: Record<Column, number[]>; others: { at: number; name: string }[] };

/** Null where no column is known for one of addresses. */
export function columnsOf(head: readonly string[]): Columns | null {
  const folded = head.map((name) =>
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim(),
  );
  const placesOf = (kind: Column) =>
    names[kind].flatMap((name) => folded.flatMap((one, at) => (one === name ? [at] : [])));
  const of = Object.fromEntries(
    Object.keys(names).map((kind) => [kind, placesOf(kind as Column)]), // the keys of `names` are Column by its type
  ) as Record<Column, number[]>;
  if (of.address.length === 0) return null;
  const known = new Set(Object.values(of).flat());
  const others = head.flatMap((name, at) =>
    known.has(at) || silent.has(folded[at] ?? '') ? [] : [{ at, name: name.trim() || `${at + 1}` }],
  );
  return { of, others };
}
