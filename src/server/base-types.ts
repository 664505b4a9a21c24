import type { enrollmentTypes, enrollmentWords } from '../api/index.ts';

const baseTypes: Readonly<Record<(typeof enrollmentWords)[number], (typeof enrollmentTypes)[number]>> = {
  teacher: 'TeacherEnrollment',
  student: 'StudentEnrollment',
  ta: 'TaEnrollment',
  observer: 'ObserverEnrollment',
  designer: 'DesignerEnrollment',
};

/** The base type that a word means: `student` is `StudentEnrollment`. */
export function baseTypeOf(word: (typeof enrollmentWords)[number]): (typeof enrollmentTypes)[number] {
  return baseTypes[word];
}
