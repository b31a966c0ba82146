import { Link } from '@tiptap/extension-link';
import { ListItem } from '@tiptap/extension-list';
import { Placeholder } from '@tiptap/extension-placeholder';
import type { Extensions } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { linkAddress } from '@/lib/letter-text/letter-document';
import { letterMarks, Picture, Preformatted } from './marks';
import { Table, TableCell, TableHeader, TableRow } from './table-nodes';

/** The editor's schema: exactly what a letter of lib/letter-text can hold. */
export function letterExtensions(placeholder: string): Extensions {
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
    Picture,
    Table,
    TableRow,
    TableHeader,
    TableCell,
  ];
}
