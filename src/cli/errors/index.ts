/** What the messages of an import come to, and what cures them. */
export { type MessageGroup, MessageGroups } from './group-messages.ts';
