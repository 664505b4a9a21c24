/** What Lakeside teaches: course, name, account, and how many sections; the part after the dash is the term. */
export const COURSES = [
  ['ENG7-F26', 'English 7', 'lower', 2],
  ['MATH7-F26', 'Mathematics 7', 'lower', 2],
  ['SCI7-F26', 'Science 7', 'lower', 2],
  ['HIST7-F26', 'World History 7', 'lower', 2],
  ['ART7-F26', 'Art and Craft 7', 'lower', 2],
  ['ENG10-F26', 'English 10', 'upper', 2],
  ['ALG2-F26', 'Algebra II', 'upper', 2],
  ['BIO1-F26', 'Biology', 'upper-sci', 2],
  ['CHEM1-F26', 'Chemistry', 'upper-sci', 1],
  ['PHYS1-F26', 'Physics', 'upper-sci', 1],
  ['HIST10-F26', 'Modern History', 'upper', 2],
  ['SPAN2-F26', 'Español II', 'upper', 2],
  ['MUS1-F26', 'Orchestra', 'upper', 1],
  ['JOUR1-F26', 'Journalism', 'upper', 1],
  ['ENG7-S27', 'English 7', 'lower', 2],
  ['MATH7-S27', 'Mathematics 7', 'lower', 2],
  ['CODE7-S27', 'Computing 7', 'lower', 2],
  ['GEOG7-S27', 'Geography 7', 'lower', 1],
  ['ENG10-S27', 'English 10', 'upper', 2],
  ['GEOM1-S27', 'Geometry', 'upper', 1],
  ['STAT1-S27', 'Statistics', 'upper', 1],
  ['ASTR1-S27', 'Astronomy', 'upper-sci', 1],
  ['LIT1-S27', 'World Literature', 'upper', 2],
  ['ECON1-S27', 'Economics', 'upper', 1],
].map(([course_id, name, account_id, sections]) => ({
  course_id,
  name,
  account_id,
  short_name: course_id.split('-')[0],
  term_id: course_id.split('-')[1],
  sections: 'AB'
    .slice(0, sections)
    .split('')
    .map((letter) => ({ section_id: `${course_id}-${letter}`, letter })),
}));

/** How many of whom, in the order of users.csv. Three users more are there to be refused or deleted. */
export const PEOPLE = { teacher: 22, staff: 5, observer: 24, lower: 98, upper: 148 };

/** Names that software gets wrong: full, sortable and short name, and the login. They go to students, spread out. */
export const NOTABLE_NAMES = [
  ['Cyd Harrow Jr.', '', '', 'charrow'],
  ['Samuel Whitfield, Jr.', 'Whitfield, Samuel, Jr.', 'Sam', 'swhitfield'],
  ["Siobhán O'Dowd-Ní Bhriain", '', '', 'sodowd'],
  ['María José García Núñez', 'García Núñez, María José', 'Majo', 'mgarcianunez'],
  ['Ruth "Ru" Abernathy', '', 'Ru', 'rabernathy'],
  ['王小明', '', '', 'xwang'],
  ['山田 太郎', '山田, 太郎', '', 'tyamada'],
  ['فاطمة الحسن', '', '', 'falhasan'],
  ['Наталія Шевченко', '', '', 'nshevchenko'],
  ['Zoë 🦊 Okonkwo', 'Okonkwo, Zoë', 'Zoë 🦊', 'zokonkwo'],
  ['Alex Rivera', '', 'Alex 🏳️‍🌈', 'arivera'],
  ['Nguyễn Thị Ánh Tuyết', 'Nguyễn, Thị Ánh Tuyết', '', 'tnguyen'],
  ["Tyrell D'Angelo III", '', '', 'tdangelo'],
  ['Prince', '', '', 'prince'],
];
