import { describe, expect, it } from 'vitest';
import { assertPlace, inOrder, type TreeFolder, withDescendants } from '../../../lib/filing/folder-tree';
import { foldersMax } from '../../../lib/filing/limits';
import { typedName } from '../../../lib/filing/typed-name';

/** `a/b/c` as folders with these paths for ids. */
const tree = (...paths: string[]): TreeFolder[] =>
  paths.map((id) => ({
    id,
    parentId: id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : null,
    name: id.slice(id.lastIndexOf('/') + 1),
  }));
const refusalOf = (folders: TreeFolder[], id: string | null, parentId: string | null, name: string) => {
  try {
    assertPlace(folders, { id, parentId, name });
    return null;
  } catch (error) {
    return (error as { code?: string }).code; // an AppError, or the comparison fails
  }
};
const deep = tree('a', 'a/b', 'a/b/c', 'a/b/c/d', 'a/b/c/d/e', 'z', 'z/y');

describe('the tree of folders', () => {
  it('holds a name once among siblings, capitals, accents and width aside; elsewhere, and of itself, it is free', () => {
    const folders = tree('Réunions', 'Réunions/Staff', 'Autres');
    for (const name of ['reunions', 'RÉUNIONS', 're\u0301unions', 'ｒéunions'])
      expect(refusalOf(folders, null, null, name), name).toBe('name-in-use');
    expect(refusalOf(folders, null, null, 'Réunion')).toBeNull();
    expect(refusalOf(folders, null, 'Autres', 'Réunions')).toBeNull();
    expect(refusalOf(folders, 'Réunions', null, 'REUNIONS')).toBeNull();
    expect(refusalOf(folders, 'Autres', null, 'réunions')).toBe('name-in-use');
  });

  it('goes five levels deep, counted with all that a moved folder holds', () => {
    expect(refusalOf(deep, null, 'a/b/c/d', 'new')).toBeNull();
    expect(refusalOf(deep, null, 'a/b/c/d/e', 'new')).toBe('folder-too-deep');
    expect(refusalOf(deep, 'z', 'a/b/c', 'z')).toBeNull();
    expect(refusalOf(deep, 'z', 'a/b/c/d', 'z')).toBe('folder-too-deep');
    expect(refusalOf(deep, 'a', 'z', 'a')).toBe('folder-too-deep');
    expect(refusalOf(deep, 'a/b', null, 'b')).toBeNull();
  });

  it('never holds a folder inside itself, nor inside what is not there', () => {
    expect(refusalOf(deep, 'a', 'a', 'a')).toBe('conflict');
    expect(refusalOf(deep, 'a/b', 'a/b/c', 'b')).toBe('conflict');
    expect(refusalOf(deep, null, 'q', 'new')).toBe('not-found');
  });

  it('holds five hundred folders of a mailbox and no more', () => {
    const many = Array.from({ length: foldersMax - 1 }, (_, n) => ({
      id: `${n}`,
      parentId: null,
      name: `${n}`,
    }));
    expect(refusalOf(many, null, null, 'new')).toBeNull();
    const full = [...many, { id: 'last', parentId: null, name: 'last' }];
    expect(refusalOf(full, null, null, 'new')).toBe('too-many-folders');
    expect(refusalOf(full, 'last', '0', 'other')).toBeNull();
  });

  it('is shown each folder after what it lies in, siblings by name as people sort them', () => {
    const shown = inOrder(tree('z', 'É2', 'É10', 'f', 'É2/b', 'É2/a', 'É2/a/c'), 'fr');
    expect(shown.map(({ id, depth }) => [id, depth])).toEqual([
      ['É2', 1],
      ['É2/a', 2],
      ['É2/a/c', 3],
      ['É2/b', 2],
      ['É10', 1],
      ['f', 1],
      ['z', 1],
    ]);
    expect(shown[2]?.path).toEqual(['É2', 'a', 'c']);
    expect(withDescendants(tree('a', 'a/b', 'a/b/c', 'd'), 'a')).toEqual(['a', 'a/b', 'a/b/c']);
  });
});

describe('the name of a folder', () => {
  it('is what was typed without what cannot be seen, of 1 to 80 characters', () => {
    expect(typedName.parse('  Comptes \t rendus ')).toBe('Comptes rendus');
    expect(typedName.parse('e\u0301')).toBe('é');
    expect(typedName.parse('x'.repeat(80))).toHaveLength(80);
    for (const name of ['', '   ', 'x'.repeat(81), 'a\u200bb', 'a\u202eb', 'a\u0000b', 5, null])
      expect(typedName.safeParse(name).success, JSON.stringify(name)).toBe(false);
  });
});
