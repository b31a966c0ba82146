// Next draws this within the layout of the group, and would draw the one of the root there too, in a second frame.
export { NotFoundPage as default } from '@/app/_components/show/not-found-page';
