import { Node } from '@tiptap/react';
import classes from './editor.module.css';

/** The bytes of a picture, now or as soon as they are read; null where they cannot be had. */
export type PictureOf = (contentId: string) => Blob | Promise<Blob | null> | null;

/** A picture in the text: an inline part of the envelope, known by its content id. Until its bytes are at hand, its words stand for it. */
export const Picture = Node.create<{ pictureOf: PictureOf }>({
  name: 'picture',
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,
  addOptions: () => ({ pictureOf: () => null }),
  addAttributes: () => ({ contentId: { default: '' }, alt: { default: '' } }),
  parseHTML: () => [],
  renderHTML: ({ node }) => ['span', { role: 'img', 'aria-label': node.attrs.alt }, `[${node.attrs.alt}]`],
  addNodeView() {
    const { pictureOf } = this.options;
    return ({ node }) => {
      const alt = String(node.attrs.alt);
      const dom = document.createElement('span');
      dom.className = classes.picture ?? '';
      let address: string | null = null;
      let gone = false;
      const show = (bytes: Blob | null) => {
        if (bytes === null || gone) return;
        address = URL.createObjectURL(bytes);
        dom.replaceChildren(pictureFrom(address, alt));
      };
      dom.replaceChildren(wordsFor(alt));
      const bytes = pictureOf(String(node.attrs.contentId));
      if (bytes instanceof Promise) void bytes.then(show);
      else show(bytes);
      return {
        dom,
        // what stands in it is its own business: the editor need not read it again
        ignoreMutation: () => true,
        destroy: () => {
          gone = true;
          if (address !== null) URL.revokeObjectURL(address);
        },
      };
    };
  },
});

function pictureFrom(address: string, alt: string): HTMLImageElement {
  const picture = document.createElement('img');
  picture.src = address;
  picture.alt = alt;
  return picture;
}

function wordsFor(alt: string): HTMLSpanElement {
  const words = document.createElement('span');
  words.setAttribute('role', 'img');
  words.setAttribute('aria-label', alt);
  words.textContent = `[${alt}]`;
  return words;
}
