import { Link } from '@tiptap/extension-link';
import { ListItem } from '@tiptap/extension-list';
import { Placeholder } from '@tiptap/extension-placeholder';
import type { Extensions } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { linkAddress } from '@/lib/letter-text/letter-document';
import { letterMarks, Preformatted } from './marks';
import { Picture, type PictureOf } from './picture-node';
import { Table, TableCell, TableHeader, TableRow } from './table-nodes';

/** The editor's schema: exactly what a letter of lib/letter-text can hold. `pictureOf`: the bytes of a picture, where they can be had. */
export function letterExtensions(placeholder: string, pictureOf: PictureOf = () => null): Extensions {
  return [
    StarterKit.configure({ link: false, strike: false, code: false, codeBlock: false, listItem: false }),
    // An item may begin with anything, as in the HTML of others.
    ListItem.extend({ content: 'block+' }),
    Link.configure({
      protocols: ['https', 'http', 'mailto', 'tel'],
      defaultProtocol: 'https',
      openOnClick: false,
      isAllowedUri: (address) => linkAddress.test(address),
    }),
    Placeholder.configure({ placeholder }),
    ...letterMarks,
    Preformatted,
    Picture.configure({ pictureOf }),
    Table,
    TableRow,
    TableHeader,
    TableCell,
  ];
}
