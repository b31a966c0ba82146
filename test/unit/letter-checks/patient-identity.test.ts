import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findPatientIdentity } from '../../../lib/letter-checks/patient-identity';

const keyOf = (number: string) =>
  String(97 - (Number(number.replace('2A', '19').replace('2B', '18')) % 97)).padStart(2, '0');
const withKey = (number: string) => number + keyOf(number);
const written = (whole: string, sign: string) =>
  (/^(.)(..)(..)(..)(...)(...)(..)$/.exec(whole) ?? []).slice(1).join(sign);

describe('a patient’s identity in a title', () => {
  const number = fc
    .record({
      sex: fc.constantFrom('1', '2', '7', '8'),
      year: fc.integer({ min: 0, max: 99 }),
      month: fc.integer({ min: 1, max: 12 }),
      place: fc.constantFrom('01', '75', '2A', '2B', '97', '99'),
      commune: fc.integer({ min: 1, max: 990 }),
      order: fc.integer({ min: 1, max: 999 }),
    })
    .map(
      ({ sex, year, month, place, commune, order }) =>
        [sex, String(year).padStart(2, '0'), String(month).padStart(2, '0'), place].join('') +
        String(commune).padStart(3, '0') +
        String(order).padStart(3, '0'),
    );

  test('is found by a number whose key is right, however it is written, and cut out', () => {
    fc.assert(
      fc.property(number, fc.constantFrom('', ' ', '.', '-', '\u00a0'), (made, sign) => {
        const title = `Bilan, NIR : ${written(withKey(made), sign)}, suite`;
        expect(findPatientIdentity(title)).toEqual({ kind: 'nir', without: 'Bilan suite' });
      }),
    );
  });

  test('is none where the key is any other', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 99 }), (made, key) => {
        const other = String(key).padStart(2, '0');
        fc.pre(other !== keyOf(made));
        expect(findPatientIdentity(`Dossier ${made}${other}`)).toBeNull();
      }),
    );
  });

  test.each([
    ['Résultats, né le 12/03/1957', 'Résultats'],
    ['Mme D., née le 1er mars 1957 : IRM', 'Mme D. IRM'],
    ['DDN 12.03.57 - échographie', 'échographie'],
    ['Compte rendu (date de naissance : 12-03-1957)', 'Compte rendu'],
    ['Né(e) le 12 03 1957', ''],
    ['Results, born on 12 March 1957', 'Results'],
    ['DOB: 1957-03-12, MRI', 'MRI'],
    ['MRI, date of birth March 12, 1957', 'MRI'],
  ])('is found by a date that is said to be of birth: %s', (title, without) => {
    expect(findPatientIdentity(title)).toEqual({ kind: 'birth-date', without });
  });

  test.each([
    '',
    'Compte rendu du 12/03/2026',
    'Réunion le 12/03/2026 à 8:00',
    'Bilan né d’une discussion le 12/03',
    'Commande 123456789012345',
    'Tél. 01 23 45 67 89 12 34 56',
    'IRM 2026-03-12',
    'Newborn ward, 12/03/2026',
    'Naissance de Zoé',
    'Results of 12 March 2026',
  ])('is not seen where there is none: %j', (title) => {
    expect(findPatientIdentity(title)).toBeNull();
  });
});
