import { beforeAll, describe, expect, test } from 'vitest';
import { changeSavedFilter } from '../../lib/audit/explore/change-saved-filter';
import { createSavedFilter } from '../../lib/audit/explore/create-saved-filter';
import { listSavedFilters } from '../../lib/audit/explore/list-saved-filters';
import { createSavedFilterRequest } from '../../lib/audit/explore/saved-filter-wire';
import { withTestDatabase } from '../support/database';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';

const choice = {
  period: 'week',
  from: '',
  until: '',
  day: '',
  person: 'patiente@exterieur.example',
  envelope: '',
  events: ['OpeningRefused', 'CodeRefused'],
};

describe('saved filters of the audit trail', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let [auditor, administrator, member, stranger]: Person[] = [];
  beforeAll(async () => {
    const hospital = await addOrganisation(made.services, 'CHU');
    const practice = await addOrganisation(made.services, 'Cabinet');
    auditor = await addPerson(made.services, hospital, 'auditeur', 'auditor');
    administrator = await addPerson(made.services, hospital, 'chef', 'administrator');
    member = await addPerson(made.services, hospital, 'membre');
    stranger = await addPerson(made.services, practice, 'ailleurs', 'administrator');
  });
  const save = (who: Person | undefined, name: string, shared: boolean) => {
    const request = createSavedFilterRequest.parse({ name, shared, choice });
    if (!who) throw new Error('nobody');
    return createSavedFilter(made.services, who.actor, request);
  };
  const seenBy = async (who: Person | undefined) => {
    if (!who) throw new Error('nobody');
    const { filters } = await listSavedFilters(made.services, who.actor);
    return filters.map(({ name, ownerName, changeable }) => ({ name, ownerName, changeable }));
  };
  const change = (
    who: Person | undefined,
    id: string,
    to: Parameters<typeof changeSavedFilter>[2]['change'],
  ) => {
    if (!who) throw new Error('nobody');
    return changeSavedFilter(made.services, who.actor, { id, change: to });
  };
  const refused = { code: 'not-found' };

  test('are their owner’s alone until shared, then the organisation’s administrators and auditors see them; others never', async () => {
    const own = await save(auditor, 'Refus de la semaine', false);
    expect(await seenBy(auditor)).toEqual([
      { name: 'Refus de la semaine', ownerName: null, changeable: true },
    ]);
    expect(await seenBy(administrator)).toEqual([]);
    await expect(change(administrator, own.id, { name: 'x' })).rejects.toMatchObject(refused);
    await change(auditor, own.id, { shared: true });
    expect(await seenBy(administrator)).toEqual([
      { name: 'Refus de la semaine', ownerName: 'auditeur', changeable: true },
    ]);
    expect(await seenBy(stranger)).toEqual([]);
    await expect(change(stranger, own.id, null)).rejects.toMatchObject(refused);
    await expect(seenBy(member)).rejects.toMatchObject(refused);
    await expect(save(member, 'Rien', false)).rejects.toMatchObject(refused);
  });

  test('are renamed and deleted by their owner, and an auditor does not touch what an administrator shares', async () => {
    const shared = await save(administrator, 'Ouvertures', true);
    await expect(change(auditor, shared.id, null)).rejects.toMatchObject(refused);
    await change(administrator, shared.id, { name: 'Ouvertures refusées' });
    expect((await seenBy(auditor)).map(({ name }) => name)).toContain('Ouvertures refusées');
    await change(administrator, shared.id, null);
    expect((await seenBy(auditor)).map(({ name }) => name)).not.toContain('Ouvertures refusées');
    await expect(change(administrator, shared.id, null)).rejects.toMatchObject(refused);
  });

  test('hold a filter and nothing else, a hundred a person', async () => {
    for (const wrong of [{ period: 'yesterday' }, { events: ['Nothing'] }, { from: 'x' }, { more: 1 }]) {
      const parsed = createSavedFilterRequest.safeParse({
        name: 'x',
        shared: false,
        choice: { ...choice, ...wrong },
      });
      expect(parsed.success, JSON.stringify(wrong)).toBe(false);
    }
    expect(createSavedFilterRequest.safeParse({ name: '  ', shared: false, choice }).success).toBe(false);
    for (let n = 0; n < 100; n++) await save(stranger, `Filtre ${n}`, false);
    await expect(save(stranger, 'Un de trop', false)).rejects.toMatchObject({ code: 'conflict' });
  });
});
