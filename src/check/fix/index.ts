export { type FixedText, fixText } from './fix-text.ts';
