import { describe, expect, it } from 'vitest';
import { resemblance } from '../../../lib/address/resemblance';

const known = ['hopitalnord.test', 'chu.example', 'gmail.com', 'cabinet-durand.example', 'hôpital-sud.test'];

describe('a domain', () => {
  it.each([
    // an own domain, written as it sounds
    ['hopital-nord.test', 'near-miss', 'hopitalnord.test'],
    ['hôpitalnord.test', 'near-miss', 'hopitalnord.test'],
    ['hopitalnrod.test', 'near-miss', 'hopitalnord.test'],
    ['hopitalnor.test', 'near-miss', 'hopitalnord.test'],
    ['hopita1nord.test', 'near-miss', 'hopitalnord.test'],
    ['gmial.com', 'near-miss', 'gmail.com'],
    ['gmail.co', 'near-miss', 'gmail.com'],
    ['cabinetdurant.example', 'near-miss', 'cabinet-durand.example'],
    ['hopital-sud.test', 'near-miss', 'hôpital-sud.test'],
    // letters of another script
    ['hоpitalnord.test', 'look-alike', 'hopitalnord.test'],
    ['сһԍ.example', 'look-alike', 'chg.example'],
    ['gmаil.com', 'look-alike', 'gmail.com'],
    ['inсonnu.example', 'look-alike', 'inconnu.example'],
  ])('%s is said to resemble: %s of %s', (domain, how, meant) => {
    expect(resemblance(domain, known)).toEqual({ how, domain: meant });
  });

  it.each([
    'hopitalnord.test',
    'hôpital-sud.test',
    'clinique-ouest.example',
    'chu.test',
    'больница.example',
    '病院.example',
    'a.fr',
  ])('%s resembles nothing it is not', (domain) => expect(resemblance(domain, known)).toBeNull());
});
