export {
  courseState,
  endsBeforeStart,
  MAX_TEXT_LENGTH,
  numberOf,
  statusWord,
  tooLong,
} from '../../check/index.ts';
