/** One file of a bundle, by its name in the archive. */
export type BundleFile = { name: string; bytes: Uint8Array };
