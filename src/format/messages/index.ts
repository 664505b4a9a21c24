export { type MessageCode, messageEntry, messages } from './all-messages.ts';
export * from './define-message.ts';
export * from './draft-message.ts';
export * from './identify-message.ts';
export * from './render-message.ts';
